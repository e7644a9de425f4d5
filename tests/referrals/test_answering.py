"""She answers by text, from her own number, by the provider's real calls."""

from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import HERSELF
from pim.enums import Channel, MessageState, ReplyKind
from pim.messages import outbox
from pim.models import Message, Reply
from pim.stack.testing.text_provider import HER_NUMBER
from referrals import answering, consent
from referrals.actions import HER_PAGE_LINK
from referrals.enums import ContactChannel, Means, Purpose
from referrals.models import Consent, SafeContact
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def her(site_a, text_provider):
    """One who said that texts are safe, and that we may write."""
    referral = make.ReferralFactory(site=site_a)
    SafeContact.objects.filter(parent=referral.parent).delete()
    make.SafeContactFactory(
        parent=referral.parent, channel=ContactChannel.TEXT, address=HER_NUMBER, us="Anna"
    )
    consent.record(
        referral=referral,
        purpose=Purpose.MESSAGES,
        given=True,
        means=Means.BY_PHONE,
        by=HERSELF,
        now=clock.now() - timedelta(hours=1),
    )
    return referral


def texts(provider) -> list[str]:
    return [one["body"] for one in provider.taken(HER_NUMBER)]


def test_her_words_are_answered_once_a_day_with_when_we_read(her, text_provider, smtp_server):
    text_provider.phones.reply(HER_NUMBER, "I am not sure any more")
    text_provider.phones.reply(HER_NUMBER, "Can somebody ring me")
    outbox.drain()
    (answer,) = texts(text_provider)
    assert answer.startswith("Hi, it's Anna. Thank you, we have your message. We read messages")
    assert "999, 111 option 2, 116 123, or text SHOUT to 85258" in answer
    assert Reply.objects.to_read().filter(about_id=her.pk).count() == 2
    assert smtp_server.received == []


def test_stop_takes_back_what_waits_and_nothing_more_goes(her, text_provider):
    outbox.queue(
        notice=HER_PAGE_LINK,
        object_id=her.pk,
        about_id=her.pk,
        dedupe_key="waits",
        due_at=clock.now(),
    )
    text_provider.phones.reply(HER_NUMBER, "STOP")
    text_provider.phones.reply(HER_NUMBER, "and do not ask why")
    outbox.drain()
    assert texts(text_provider) == []
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.CANCELLED}
    assert not consent.has_given(her, Purpose.MESSAGES)
    means = Consent.objects.filter(referral=her, given=False).values_list("means", flat=True)
    assert list(means) == [Means.BY_MESSAGE]


def test_start_lets_her_messages_go_again_and_says_nothing_back(her, text_provider, alice):
    text_provider.phones.reply(HER_NUMBER, "STOP")
    text_provider.phones.reply(HER_NUMBER, "Start")
    outbox.drain()
    assert (texts(text_provider), Message.objects.count()) == ([], 0)
    latest = consent.latest(her, Purpose.MESSAGES)
    assert (latest.given, latest.means, latest.actor_kind) == (True, Means.BY_MESSAGE, "herself")
    kinds = [one.kind for one in Reply.objects.order_by("received_at")]
    assert kinds == [ReplyKind.STOP, ReplyKind.START]
    assert [one.kind for one in Reply.objects.visible_to(alice).to_read()] == [ReplyKind.STOP]


def test_start_gives_no_more_than_she_had_said_yes_to(site_a, text_provider):
    never_asked, number = make.ReferralFactory(site=site_a), "+447700900555"
    make.SafeContactFactory(parent=never_asked.parent, channel=ContactChannel.TEXT, address=number)
    text_provider.phones.reply(number, "START")
    assert consent.latest(never_asked, Purpose.MESSAGES) is None
    assert Reply.objects.to_read().get().kind == ReplyKind.WORDS


def test_start_from_a_number_that_is_not_safe_any_more_is_for_a_person(her, text_provider):
    text_provider.phones.reply(HER_NUMBER, "STOP")
    SafeContact.objects.update(ended_at=clock.now())
    text_provider.phones.reply(HER_NUMBER, "START")
    assert not consent.has_given(her, Purpose.MESSAGES)
    assert Reply.objects.latest("received_at").kind == ReplyKind.WORDS


def test_one_who_answers_from_a_number_that_is_not_safe_for_texts_is_known(her, text_provider):
    """From the number that we ring: read by a person, and no text goes back there."""
    SafeContact.objects.update(channel=ContactChannel.PHONE)
    text_provider.phones.reply(HER_NUMBER, "It's me")
    outbox.drain()
    assert Reply.objects.get().about_id == her.pk
    assert (texts(text_provider), Message.objects.get().reason) == ([], "no_safe_way")


def test_a_number_that_two_share_is_whose_we_wrote_to_last(her, text_provider, site_a):
    other = make.ReferralFactory(site=site_a)
    make.SafeContactFactory(parent=other.parent, channel=ContactChannel.TEXT, address=HER_NUMBER)
    Message.objects.create(
        notice=HER_PAGE_LINK,
        klass="transactional",
        channel=Channel.SMS,
        object_id=her.pk,
        about_id=her.pk,
        dedupe_key="last",
        due_at=clock.now(),
        state=MessageState.SENT,
        sent_at=clock.now(),
    )
    assert answering.hers(Channel.SMS, "07700 900123")[0] == other.pk
    text_provider.phones.reply(HER_NUMBER, "Hello")
    assert Reply.objects.get().about_id == her.pk


def test_alice_reads_it_and_charlie_does_not(her, text_provider, alice, charlie):
    text_provider.phones.reply(HER_NUMBER, "Hello")
    seen = [Reply.objects.visible_to(user).count() for user in (alice, charlie)]
    assert seen == [1, 0]
    assert Reply.objects.get().kind == ReplyKind.WORDS
