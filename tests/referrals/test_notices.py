"""Receipts: neutral for whoever reads them first, and only where she said it is safe."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import REFERRER, acting
from pim.enums import MessageState
from pim.messages import notices, outbox
from pim.messages.notices import Cancel, Send
from pim.models import Message
from referrals import actions
from referrals.enums import Means, Purpose
from tests.referrals.arriving import FROM_A_MIDWIFE, HER_EMAIL, HERS, receive
from tests.referrals.test_views import GIVEAWAYS

pytestmark = pytest.mark.django_db


def decide(referral):
    notice = notices.get(actions.RECEIPT)
    return notice.decide(notice.load(referral.pk), clock.now())


def test_her_receipt_goes_to_her_safe_address_and_gives_nothing_away(site_a, mailoutbox):
    referral = receive()
    outbox.drain()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["rosa@post.example"], "bluebell: we have your message")
    body = mail.body
    assert referral.reference in body
    assert "Robin will ring by" in body
    assert site_a.phone in body
    assert not GIVEAWAYS.search(body + mail.subject + mail.from_email)
    assert "Rosa" not in body


def test_the_referrers_receipt_names_nobody(site_a, mailoutbox):
    referral = receive(FROM_A_MIDWIFE)
    outbox.drain()
    (mail,) = mailoutbox
    assert (mail.to, referral.reference in mail.subject) == (["mina@trust.example"], True)
    body, link, rest = re.split(r"(/referral-status/\S+)", mail.body)
    assert "Rosa" not in body + link + rest
    assert not GIVEAWAYS.search(body + rest + mail.subject)


def test_without_her_word_the_subject_is_who_we_are_to_her(site_a, mailoutbox):
    plain = replace(HER_EMAIL, us="", word="")
    receive(contacts=[plain])
    outbox.drain()
    (mail,) = mailoutbox
    assert mail.subject == f"{site_a.programme.us}: we have your message"
    assert "will be in touch by" in mail.body


def test_everything_is_asked_again_at_the_moment_of_sending(alice):
    referral = receive()
    doing = {"by": acting(alice), "now": clock.now()}
    assert decide(referral) == Send("rosa@post.example", unconfirmed=True)
    actions.record_consent(
        referral=referral,
        purpose=Purpose.MESSAGES,
        given=False,
        means=Means.BY_PHONE,
        **doing,
    )
    assert decide(referral) == Cancel("no_consent")
    contact = referral.parent.safecontact_set.get(channel="email")
    actions.end_safe_contact(contact=contact, **doing)
    assert decide(referral) == Cancel("no_safe_way")


def test_a_no_to_messages_keeps_the_receipt_back_and_says_why(site_a, mailoutbox):
    receive(consents=HERS.consents | {Purpose.MESSAGES: False})
    outbox.drain()
    message = Message.objects.get()
    assert (message.state, message.reason) == (MessageState.CANCELLED, "no_consent")
    assert mailoutbox == []


def gone_out(mailoutbox) -> int:
    outbox.drain()
    return len(mailoutbox)


@pytest.mark.parametrize("arrival", [HERS, FROM_A_MIDWIFE], ids=["hers", "referrers"])
def test_strangers_cannot_fill_a_mailbox_by_typing_its_address(site_a, mailoutbox, arrival):
    spelt = ["a.nn@gmail.com", "ann+1@gmail.com", "Ann@googlemail.com", "an.n+2@gmail.com"]
    for address in spelt:
        way = replace(HER_EMAIL, address=address)
        referrer = arrival.referrer and replace(arrival.referrer, email=address)
        receive(arrival, contacts=[way], referrer=referrer)
    assert gone_out(mailoutbox) == 3
    kept_back = Message.objects.get(state=MessageState.CANCELLED)
    assert kept_back.reason == "too_many_today"
    with clock.standing_at(clock.now() + timedelta(days=1, minutes=1)):
        receive(arrival, contacts=[way], referrer=referrer)
        assert gone_out(mailoutbox) == 4
    with clock.standing_at(clock.now() + timedelta(days=4)):
        outbox.forget_mailboxes()
    assert not Message.objects.filter(mailbox_index__isnull=False).exists()


def test_somebody_who_confirmed_her_address_gets_every_receipt(site_a, mailoutbox):
    known = receive(FROM_A_MIDWIFE)
    actions.confirm_own_address(referral=known, by=REFERRER, now=clock.now())
    for _ in range(4):
        receive(FROM_A_MIDWIFE)
    assert gone_out(mailoutbox) == 5
