"""A message that no safe way was there for becomes a task: tell her yourself."""

from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import acting
from pim.enums import MessageState
from pim.messages import outbox
from pim.models import Message
from referrals import actions
from referrals.enums import ClosedReason, ContactChannel, ContactOutcome
from referrals.today import messages
from tests.referrals.arriving import HER_PHONE, receive

pytestmark = pytest.mark.django_db


def doing(user) -> dict:
    return {"by": acting(user), "now": clock.now()}


def rows(user):
    return messages.not_sent(user, clock.now())


@pytest.fixture
def refused(alice):
    """Her e-mail turned out to be unsafe before the receipt went out."""
    referral = receive()
    contact = referral.parent.safecontact_set.get(channel="email")
    actions.end_safe_contact(contact=contact, **doing(alice))
    outbox.drain()
    return referral


def test_nothing_goes_to_an_unsafe_channel_and_a_person_is_asked_to_tell_her(
    refused, alice, charlie, mailoutbox, django_assert_num_queries
):
    message = Message.objects.get()
    assert (message.state, message.reason) == (MessageState.CANCELLED, "no_safe_email")
    assert mailoutbox == []
    (row,) = rows(alice)
    assert row.text == f"Rosa, {refused.reference}"
    assert row.detail == "Receipt to her. No e-mail address is safe for her"
    assert rows(charlie) == []
    with django_assert_num_queries(2):
        rows(alice)


def test_it_is_off_the_list_once_a_person_has_seen_to_it(refused, alice, signed_in):
    desk, page = signed_in(alice), f"/admin/referrals/referral/{refused.pk}/"
    assert "I have seen to it" in desk.get(page).content.decode()
    pressed = f"/admin/pim/message/{Message.objects.get().pk}/do/looked-after/"
    shown = desk.post(pressed, follow=True).content.decode()
    assert "Alice has seen to it" in shown
    assert "I have seen to it" not in shown
    assert rows(alice) == []


def test_or_once_somebody_has_spoken_with_her(refused, alice):
    call = {"referral": refused, "channel": ContactChannel.PHONE, **doing(alice)}
    actions.log_contact_attempt(outcome=ContactOutcome.NO_ANSWER, **call)
    assert len(rows(alice)) == 1
    actions.log_contact_attempt(outcome=ContactOutcome.SPOKE, **call)
    assert rows(alice) == []


def test_or_once_the_case_is_closed_and_not_before(refused, alice):
    actions.close(referral=refused, reason=ClosedReason.DECLINED_BY_HER, **doing(alice))
    assert rows(alice) == []


def test_a_last_word_waits_though_the_case_is_closed_until_it_is_taken_up_again(alice):
    referral = receive(contacts=[HER_PHONE])
    call = {"channel": ContactChannel.PHONE, "outcome": ContactOutcome.NO_ANSWER}
    for days in range(3):
        earlier = doing(alice) | {"now": clock.now() - timedelta(days=days)}
        actions.log_contact_attempt(referral=referral, **call, **earlier)
    actions.close(referral=referral, reason=ClosedReason.NOT_REACHABLE, **doing(alice))
    actions.tell_not_reached(referral=referral, now=clock.now())
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        outbox.drain()
    (row,) = rows(alice)
    assert row.detail.startswith("Last word to her: not reached. ")
    actions.reopen(referral=referral, **doing(alice))
    assert rows(alice) == []
