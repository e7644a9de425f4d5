"""The last words where nobody could be reached: to her, and to whom she agreed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import acting
from pim.messages import outbox
from pim.models import Message
from referrals import actions
from referrals.enums import ClosedReason, ContactChannel, ContactOutcome, Means, Purpose
from tests.referrals.arriving import FROM_A_MIDWIFE, receive

pytestmark = pytest.mark.django_db

MAY_BE_TOLD = replace(FROM_A_MIDWIFE.asked, referrer_may_be_told=True)
AT_WORK = replace(FROM_A_MIDWIFE.referrer, email="mina@trust.nhs.uk")


def not_reached(alice, *, said=None, **parts):
    """She said yes to messages from us and was then never reached again."""
    doing = {"by": acting(alice), "now": clock.now()}
    referral = receive(FROM_A_MIDWIFE, **parts)
    for purpose, given in ({Purpose.MESSAGES: True} | (said or {})).items():
        actions.record_consent(
            referral=referral, purpose=purpose, given=given, means=Means.BY_PHONE, **doing
        )
    for days in range(referral.programme.contact_attempts):
        actions.log_contact_attempt(
            referral=referral,
            channel=ContactChannel.PHONE,
            outcome=ContactOutcome.NO_ANSWER,
            **doing | {"now": clock.now() - timedelta(days=days)},
        )
    actions.close(referral=referral, reason=ClosedReason.NOT_REACHABLE, **doing)
    actions.tell_not_reached(referral=referral, now=clock.now())
    return referral


def told(mailoutbox) -> dict:
    outbox.drain()
    return {mail.to[0]: mail for mail in mailoutbox if "arrived" not in mail.subject}


def test_she_is_told_once_and_the_referrer_only_the_reference(alice, mailoutbox):
    referral = not_reached(alice, asked=MAY_BE_TOLD, referrer=AT_WORK)
    mails = told(mailoutbox)
    assert set(mails) == {"rosa@post.example", AT_WORK.email}
    hers, referrers = mails["rosa@post.example"], mails[AT_WORK.email]
    assert hers.subject == "bluebell: we missed you"
    assert "You won't have to start again" in hers.body
    assert f"the person you referred under {referral.reference}" in referrers.body
    assert "You told us that she agreed" in referrers.body
    assert "Rosa" not in referrers.body + hers.body


def test_a_mailbox_that_may_be_anybodys_hears_nothing_until_it_is_confirmed(alice, mailoutbox):
    not_reached(alice, asked=MAY_BE_TOLD)
    assert set(told(mailoutbox)) == {"rosa@post.example"}
    refused = Message.objects.get(notice=actions.REFERRER_NOT_REACHED)
    assert refused.reason == "address_not_confirmed"


@pytest.mark.parametrize(
    ("may", "said"),
    [(FROM_A_MIDWIFE.asked, {}), (MAY_BE_TOLD, {Purpose.REFERRER: False})],
    ids=["never agreed", "said no since"],
)
def test_without_her_yes_the_referrer_hears_nothing(alice, mailoutbox, may, said):
    not_reached(alice, asked=may, said=said)
    assert set(told(mailoutbox)) == {"rosa@post.example"}


def test_nothing_goes_out_about_one_that_was_taken_up_again(alice, mailoutbox):
    referral = not_reached(alice, asked=MAY_BE_TOLD, referrer=AT_WORK)
    actions.reopen(referral=referral, by=acting(alice), now=clock.now())
    assert told(mailoutbox) == {}
    news = Message.objects.filter(notice__endswith="not_reached")
    assert set(news.values_list("reason", flat=True)) == {"reopened"}
