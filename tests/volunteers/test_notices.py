"""Neutral words, and nothing at all to who cannot or should not have it."""

import re

import pytest

from pim import clock
from pim.access.audit import VISITOR
from pim.enums import MessageState
from pim.messages import outbox
from pim.models import Message
from volunteers import actions
from volunteers.actions.telling import tell
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
TELLING = re.compile(
    r"mum|mother|bab|birth|pregnan|parent|mind|mental|health|support|volunteer|match|depress|anxi",
    re.IGNORECASE,
)


@pytest.fixture
def match(bob):
    match = bob.volunteer.match_set.get()
    match.referral.parent.called = "Kanarienvogel"
    match.referral.parent.save()
    return match


def drained(mailoutbox) -> list:
    outbox.drain()
    return mailoutbox


def test_news_is_neutral_and_goes_to_her_alone(match, mailoutbox):
    tell(match, now=clock.now())
    (mail,) = drained(mailoutbox)
    assert mail.to == [match.volunteer.email]
    assert mail.subject == "Something new on your page"
    assert "/staff/" in mail.body
    assert TELLING.findall(mail.subject + mail.body) == []
    assert "Kanarienvogel" not in mail.body


def test_the_receipt_is_neutral(site_a, mailoutbox):
    actions.enquire(
        first_name="Amy",
        last_name="Example",
        email="amy@post.example",
        postcode="WA7",
        by=VISITOR,
        now=clock.now(),
    )
    (mail,) = drained(mailoutbox)
    assert mail.subject == "We have your message"
    assert site_a.phone in mail.body
    assert TELLING.findall(mail.subject + mail.body) == []


def test_a_stranger_is_written_to_three_times_a_day_at_most(site_a, mailoutbox):
    offer = {"first_name": "Amy", "last_name": "Example", "postcode": "WA7", "by": VISITOR}
    for place in range(5):
        actions.enquire(email=f"amy+{place}@post.example", now=clock.now(), **offer)
    assert len(drained(mailoutbox)) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "left"}, "has_left"),
        ({"email": None}, "no_address"),
        ({"user": None}, "no_sign_in"),
    ],
)
def test_who_cannot_read_it_is_not_written_to(match, mailoutbox, change, reason):
    tell(match, now=clock.now())
    Volunteer.objects.filter(pk=match.volunteer_id).update(**change)
    assert drained(mailoutbox) == []
    message = Message.objects.get()
    assert (message.state, message.reason) == (MessageState.CANCELLED, reason)
