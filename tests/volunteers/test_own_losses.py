"""A volunteer says that something sad has happened to a mum of hers."""

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF
from referrals import actions, queries
from referrals.enums import LossKind
from referrals.models import Loss
from volunteers.enums import EndReason, MatchStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(bob):
    return bob.volunteer.match_set.get()


def address(match) -> str:
    return reverse("own-something-sad", args=[match.pk])


def test_a_quiet_link_on_her_page_and_one_press(bob, match, signed_in):
    phone = signed_in(bob)
    assert address(match) in phone.get(reverse("own-mum", args=[match.pk])).content.decode()
    shown = phone.post(address(match), {"kind": LossKind.BABY_DIED}, follow=True)
    assert "coordinator is in touch with her" in shown.content.decode()
    phone.post(address(match), {"kind": LossKind.BABY_DIED})
    assert Loss.objects.get().said_by == bob
    match.refresh_from_db()
    assert match.status == MatchStatus.ACTIVE


def test_once_the_match_is_over_there_is_no_such_page(bob, match, signed_in):
    match.status, match.ended_at = MatchStatus.ENDED, clock.now()
    match.end_reason = EndReason.COMPLETED
    match.save()
    answer = signed_in(bob).post(address(match), {"kind": LossKind.BABY_DIED})
    assert answer.status_code == 404
    assert not Loss.objects.exists()


def test_what_she_said_herself_her_volunteer_does_not_change(bob, match, signed_in):
    actions.report_loss(
        referral=match.referral, kind=LossKind.ONE_OF_SEVERAL, by=HERSELF, now=clock.now()
    )
    phone = signed_in(bob)
    phone.post(address(match), {"kind": LossKind.BABY_DIED})
    assert queries.loss_of(match.referral).kind == LossKind.ONE_OF_SEVERAL
    phone.post(address(match), {"kind": LossKind.SHE_DIED})
    assert queries.loss_of(match.referral).kind == LossKind.SHE_DIED
