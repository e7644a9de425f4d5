"""A volunteer says that something sad has happened to a mum of hers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.errors import DomainError
from referrals import actions, queries
from referrals.enums import LossKind
from referrals.models import Loss, Referral
from tests import factories as make
from volunteers import queries as matching
from volunteers.actions import propose
from volunteers.enums import EndReason, MatchStatus
from volunteers.queries.by_column import by_column

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


class TestMatching:
    @pytest.fixture
    def waiting(self, site_a):
        born_on = clock.today() - timedelta(weeks=20)
        return make.ReferralFactory(site=site_a, accepted=True, born_on=born_on)

    def tell(self, referral, kind):
        actions.report_loss(referral=referral, kind=kind, by=HERSELF, now=clock.now())
        return Referral.objects.get(pk=referral.pk)

    def test_a_babys_age_is_counted_no_more_in_either_list(self, waiting):
        today, programme = clock.today(), waiting.programme
        (before,), _ = matching.needs_and_offers(on=today)
        assert before.baby_weeks == 20
        waiting = self.tell(waiting, LossKind.BABY_DIED)
        (one,), _ = matching.needs_and_offers(on=today)
        columns, _ = by_column(programme, on=today)
        assert [one.baby_weeks, *columns.columns["baby_weeks"]] == [None, None]
        assert matching.need_of(waiting, on=today).baby_weeks is None

    def test_nobody_is_asked_about_a_mum_who_has_died(self, waiting, alice):
        waiting = self.tell(waiting, LossKind.SHE_DIED)
        assert list(matching.needs_and_offers(on=clock.today())[0]) == []
        volunteer = make.VolunteerFactory(site=waiting.site)
        asked = {"referral": waiting, "volunteer": volunteer}
        with pytest.raises(DomainError, match="has died"):
            propose(**asked, by=acting(alice), now=clock.now())
