"""Until when she may answer what is asked before support: true on her pages, neutral outside."""

import re

import pytest
from django.urls import reverse

from outcomes import actions, her_panel, queries
from outcomes.enums import Anchor, WaveKey
from pim import clock
from pim.enums import Channel
from pim.messages import links, notices
from pim.messages.notices import Send
from pim.models import Message
from tests import factories as make
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, accepted, answer, later, plan
from tests.outcomes.test_notices import TELLING

pytestmark = pytest.mark.django_db
UNTIL = "Monday 15 June, or the day you first meet if that is sooner"


@pytest.fixture
def asked(site_a):
    with clock.standing_at(MONDAY):
        plan(site_a.programme, WaveKey.START, ["gad-7"], anchor=Anchor.MATCHED)
        referral = accepted(site_a, accepted_at=later(days=-60))
        make.MatchFactory(referral=referral, active=True, started_at=MONDAY)
        assert actions.open_due_requests(now=MONDAY) == 1
        yield queries.requests().get()


def page(client, name, **asked) -> str:
    return client.get(reverse(name, **asked)).content.decode()


def test_her_pages_say_that_the_first_meeting_ends_it(asked, client):
    until = {"object_id": asked.pk, "expires_at": asked.closes_at}
    client.get(reverse("questionnaire-link", args=[links.make(purpose="questionnaire", **until)]))

    first = page(client, "questionnaire")
    assert "We ask them before you first meet" in first
    assert f"come back until {UNTIL}." in first
    question = reverse("questionnaire-question", args=[1])
    assert f"come back until {UNTIL}." in client.get(question).content.decode()
    assert f"Open until {UNTIL}" in page(client, "questionnaire-choices")
    later_page = page(client, "questionnaire-later")
    assert f"answer until {UNTIL}." in later_page
    answer(asked, "gad-7", 1, option_code=NOT_AT_ALL)
    assert f"again, until {UNTIL}." in page(client, "questionnaire-stopped")


def test_later_is_promised_only_as_far_as_it_is_certain(asked, client):
    until = {"object_id": asked.pk, "expires_at": asked.closes_at}
    client.get(reverse("questionnaire-link", args=[links.make(purpose="questionnaire", **until)]))
    told = client.post(reverse("questionnaire-later"), {"day": "2026-06-04"}, follow=True)
    assert "next on Thursday 4 June, unless you have met by then." in told.content.decode()


def test_so_does_her_own_page(asked):
    panel = her_panel.questions_for_you(asked.referral, MONDAY)
    assert panel.context["until"] == UNTIL


@pytest.mark.parametrize("key", [actions.INVITATION, actions.REMINDER, actions.NEW_LINK])
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_a_message_names_no_meeting_and_no_day_that_is_not_certain(asked, key, channel):
    message = Message.objects.filter(object_id=asked.pk).first()
    send = Send(to="somebody@home.example", channel=channel)
    written = notices.get(key).render(asked, message, send)
    words = f"{written.subject}\n{written.body}".replace("/questionnaire/", "/")
    assert not re.search(r"\bmeet|first|June|Jun\b|\btill", words)
    assert not TELLING.search(words)
    assert ("The page says until when." in words) == (channel == Channel.EMAIL)
