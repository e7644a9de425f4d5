"""Whoever floods us hides nothing of hers, and no STOP is said to be obeyed that was not."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.admin import replies as on_today
from pim.enums import Channel, ReplyKind
from pim.messages import replies, who_wrote
from pim.messages.replies import Came
from pim.models import AuditEvent, Message, Reply
from referrals.models import SafeContact
from tests import factories as make

pytestmark = pytest.mark.django_db
HERS, ELSEWHERE = "her@post.example", "him@post.example"


@pytest.fixture
def message(site_a):
    """One of ours that she may answer."""
    referral = make.ReferralFactory(site=site_a)
    SafeContact.objects.filter(parent=referral.parent).delete()
    make.SafeContactFactory(parent=referral.parent, channel="email", address=HERS)
    return Message.objects.create(
        notice="my-support.link",
        klass="transactional",
        channel=Channel.EMAIL,
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key="answered",
        due_at=clock.now(),
    )


def come(message, sender, words="Hello", kind=ReplyKind.WORDS, minute=0) -> Reply | None:
    at = clock.now() + dt.timedelta(minutes=minute)
    came = Came(Channel.EMAIL, kind, sender, words, str(uuid.uuid4()), message)
    return replies.take(came, now=at)


def lines(user):
    return on_today.rows(user, clock.now() + dt.timedelta(hours=1))


def test_a_stop_that_was_not_obeyed_is_not_said_to_be(message, alice, signed_in):
    reply = come(message, ELSEWHERE, "STOP", ReplyKind.STOP)
    [line] = lines(alice)
    assert on_today.STOP_NOT_HERS in line.detail and "nothing goes" not in line.detail
    page = signed_in(alice).get(reverse("admin:pim_reply_change", args=[reply.pk])).text
    assert "messages still go out" in page and "wants no more messages" not in page


def test_her_own_stop_is_said_as_before(message, alice):
    come(message, HERS, "STOP", ReplyKind.STOP)
    [line] = lines(alice)
    assert on_today.WHAT_TO_DO[ReplyKind.STOP] in line.detail


def test_a_flood_is_one_line_beside_hers_and_the_rest_is_counted(message, alice):
    for minute in range(25):
        come(message, ELSEWHERE, f"Flood {minute}", minute=minute)
    come(message, HERS, "STOP", ReplyKind.STOP, minute=26)
    come(message, HERS, "Please ring", minute=27)
    flood, hers = lines(alice)
    assert f"Wrote {who_wrote.MOST_FROM_ELSEWHERE} times" in flood.detail
    assert "Not from an address of hers" in flood.detail
    assert "Wrote 2 times" in hers.detail
    assert on_today.WHAT_TO_DO[ReplyKind.STOP] in hers.detail
    assert Reply.objects.count() == who_wrote.MOST_FROM_ELSEWHERE + 2
    assert AuditEvent.objects.filter(action="reply.not_kept", actor_kind="visitor").count() == 5


def test_one_press_settles_what_the_page_shows_and_nothing_that_came_since(
    message, alice, signed_in
):
    early = come(message, HERS, "First of all")
    newest = come(message, HERS, "And then", minute=1)
    apart = come(message, ELSEWHERE, "Not her", minute=0)
    client = signed_in(alice)
    page = reverse("admin:pim_reply_change", args=[newest.pk])
    shown = client.get(page).text
    assert "First of all" in shown and "And then" in shown and "Not her" not in shown
    since = come(message, HERS, "One thing more", minute=2)
    client.post(reverse("admin:pim_reply_do", args=[newest.pk, "seen-to"]))
    left = set(Reply.objects.to_read().values_list("pk", flat=True))
    assert left == {apart.pk, since.pk} and early.pk not in left


def test_of_very_many_one_press_settles_no_more_than_are_shown(message, alice):
    for minute in range(who_wrote.AT_ONCE + 3):
        newest = come(message, HERS, minute=minute)
    replies.seen_to(reply=newest, by=acting(alice), now=clock.now())
    assert Reply.objects.to_read().count() == 3
