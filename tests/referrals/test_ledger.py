"""The page of every message about a mum: what went, what did not and why, and what comes next."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from outcomes import actions
from pim import clock
from pim.access.audit import acting
from pim.enums import AttemptOutcome, Channel, MessageState, ReplyKind, Role
from pim.messages import outbox, sending_again
from pim.models import Message, MessageAttempt, Reply
from tests.conftest import person
from tests.outcomes.asking import MONDAY, accepted, asked, later, plan

pytestmark = pytest.mark.django_db


def address(referral, page="") -> str:
    return reverse("admin:referrals_referral_messages", args=[referral.pk]) + page


def read(client, where) -> str:
    return " ".join(client.get(where).content.decode().split())


def settled(message, state, **columns) -> None:
    Message.objects.filter(pk=message.pk).update(state=state, **columns)


def test_what_went_what_did_not_and_what_comes(site_a, alice, signed_in):
    request = asked(site_a, alice)
    first, *_ = Message.objects.filter(about_id=request.referral_id).order_by("due_at")
    settled(first, MessageState.DEAD, reason="bounced", channel=Channel.EMAIL)
    MessageAttempt.objects.create(
        message=first, number=1, outcome=AttemptOutcome.REFUSED, code=550, at=MONDAY
    )
    Reply.objects.create(
        channel=Channel.EMAIL, kind=ReplyKind.LATER, about_id=request.referral_id,
        came_as="x", received_at=later(hours=1),
    )  # fmt: skip
    with clock.standing_at(later(hours=12)):
        body = read(signed_in(alice), address(request.referral))
    for told in (
        "It came back: that address takes no post",
        "code 550",
        "Not now, but later",
        "It would wait until 2 June 2026, 09:00",
        "Send it again",
    ):
        assert told in body, told


def test_it_is_sent_again_once_by_a_new_line(site_a, alice):
    request = asked(site_a, alice)
    first = Message.objects.filter(about_id=request.referral_id).order_by("due_at")[0]
    how = {"by": acting(alice), "now": MONDAY}
    with pytest.raises(Exception, match="not sent again"):
        sending_again.send_again(message=first, **how)
    settled(first, MessageState.DEAD, reason="bounced")
    before = Message.objects.count()
    sending_again.send_again(message=first, **how)
    with pytest.raises(Exception, match="not sent again"):
        sending_again.send_again(message=first, **how)
    assert Message.objects.count() == before + 1
    first.refresh_from_db()
    assert first.looked_after_by == alice


@pytest.mark.parametrize("count", [3, 40])
def test_however_many_there_are_the_queries_are_as_few(
    site_a, alice, signed_in, count, django_assert_max_num_queries
):
    referral = accepted(site_a)
    for number in range(count):
        outbox.queue(
            notice=actions.INVITATION, object_id=uuid4(), about_id=referral.pk,
            dedupe_key=f"{number}", due_at=MONDAY + timedelta(minutes=number),
        )  # fmt: skip
    Message.objects.update(state=MessageState.CANCELLED, reason="no_safe_way")
    client = signed_in(alice)
    with django_assert_max_num_queries(24):
        body = client.get(address(referral)).content.decode()
    assert body.count("No way by which it can go") == min(count, 25)
    assert ("Older" in body) == (count > 25)


def test_the_lead_reads_it_and_others_find_nothing(site_a, alice, charlie, dana, bob, signed_in):
    plan(site_a.programme)
    referral = accepted(site_a)
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD, programme=site_a.programme)
    assert signed_in(lead).get(address(referral)).status_code == 200
    for outsider in (charlie, dana, bob):
        assert signed_in(outsider).get(address(referral)).status_code == 404
