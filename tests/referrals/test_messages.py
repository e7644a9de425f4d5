"""A message that no safe way was there for becomes a task: tell her yourself."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from pim import clock
from pim.access.audit import acting
from pim.enums import MessageState
from pim.messages import outbox
from pim.models import AuditEvent, Message
from referrals import actions, untold
from referrals.enums import ClosedReason, ContactChannel, ContactOutcome, Purpose, Status
from referrals.lifecycle import move
from referrals.today import messages
from tests.referrals.arriving import HER_EMAIL, HER_PHONE, HER_TEXT, receive

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
    assert (message.state, message.reason) == (MessageState.CANCELLED, "no_safe_way")
    assert mailoutbox == []
    (row,) = rows(alice)
    assert row.text == f"Rosa, {refused.reference}"
    assert row.detail == "Receipt to her. No e-mail address is safe for her"
    assert rows(charlie) == []
    with django_assert_num_queries(4):
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
    with clock.standing_at(clock.now() + timedelta(days=29)):
        assert rows(alice) == []
    actions.reopen(referral=referral, **doing(alice))
    assert rows(alice) == []


HER_LETTER = replace(HER_EMAIL, channel=ContactChannel.LETTER, address="1 Low Road")
NOT_ASKED, SAID_NO = {}, {Purpose.MESSAGES: False}


@pytest.mark.parametrize(
    ("ways", "consents", "said"),
    [
        ([HER_PHONE, HER_EMAIL], NOT_ASKED, f"{untold.WHY['consent_not_asked']}. {untold.RING}"),
        ([HER_EMAIL], NOT_ASKED, f"{untold.WHY['consent_not_asked']}. {untold.NO_NUMBER}"),
        (
            [HER_PHONE],
            {Purpose.MESSAGES: True},
            f"{untold.WHY['no_safe_way']}. {untold.NO_WRITING}",
        ),
        ([HER_EMAIL, HER_LETTER], NOT_ASKED, f"{untold.WHY['consent_not_asked']}. {untold.LETTER}"),
        ([HER_EMAIL, HER_LETTER], SAID_NO, f"She said no to messages. {untold.SAID_NO}"),
        ([HER_TEXT], {Purpose.MESSAGES: True}, f"{untold.WHY['no_safe_way']}. {untold.TEXT}"),
        ([HER_TEXT], NOT_ASKED, f"{untold.WHY['no_safe_way']}. {untold.NOTHING}"),
    ],
)
def test_a_last_word_without_a_way_says_what_is_true_and_what_can_be_done(
    alice, charlie, dana, signed_in, ways, consents, said
):
    referral = receive(contacts=ways, consents=consents)
    Message.objects.all().delete()
    move(referral, Status.CLOSED, reason=ClosedReason.NOT_REACHABLE, **doing(alice))
    actions.tell_not_reached(referral=referral, now=clock.now())
    outbox.drain()
    (row,) = rows(alice)
    assert row.detail == f"Last word to her: not reached. {said}"
    page = unescape(signed_in(alice).get(row.url).content.decode())
    assert said.partition(". ")[2] in page and "we missed her and stop ringing" in page
    assert "Rosa" in page and "I have seen to it" in page
    assert "in another way" not in page
    assert AuditEvent.objects.about(referral).filter(action="referral.viewed").count() == 1
    assert signed_in(charlie).get(row.url).status_code == 404
    assert "Rosa" not in signed_in(dana).get(row.url).content.decode()
