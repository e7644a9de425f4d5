"""Her choices without an account: from the link to her questions, and from her own page."""

import re

import pytest
from django.test import Client

from outcomes import queries
from pim import clock
from pim.access.audit import HERSELF
from pim.models import Message
from referrals import actions as referring
from referrals import consent
from referrals.enums import Means, Purpose
from referrals.queries import wishes_of
from tests import factories as make
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, answer, asked, decide
from tests.outcomes.test_views import browser, page, question, wish_for_word
from tests.pim.test_weight import weight
from tests.referrals.her_own import WORD, inside, link_to

pytestmark = pytest.mark.django_db
HERE = "/questionnaire/choices/"


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


def on_her_page(request) -> Client:
    """A browser in which she typed her word, and opened no link to her questions."""
    referral = request.referral
    referring.set_secret_word(holder=referral.parent, word=WORD, by=HERSELF, now=MONDAY)
    return inside(referral)


def chosen(client: Client, name: str, **typed) -> str:
    """What she reads after one choice."""
    response = client.post(f"{HERE}{name}/", typed)
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == HERE
    return " ".join(re.sub("<[^>]+>", " ", page(client, HERE)).split())


@pytest.fixture(params=["link", "her page"])
def client(request, site_a) -> Client:
    asked_ = asked(site_a)
    return browser(asked_) if request.param == "link" else on_her_page(asked_)


def test_each_choice_is_said_back_as_it_stands_now(client):
    said = chosen(client, "later", day="2026-06-04")
    assert "We write to you next on Thursday 4 June." in said
    assert "Later, from Thursday 4 June" in said

    said = chosen(client, "when", hours="evening")
    assert "From now on we write to you in the evening, from 5 to 8." in said

    said = chosen(client, "stop", messages="no")
    assert "We have stopped all messages." in said
    said = chosen(client, "when", hours="morning")
    assert "You get no messages from us now, so it counts once you do." in said
    assert "From now on" not in said
    assert "None. You stopped them" in said
    latest = consent.latest(queries.requests().get().referral, Purpose.MESSAGES)
    is_inside = client.get("/my-support/").status_code == 200
    means = Means.ON_SCREEN if is_inside else Means.BY_LINK
    assert (latest.given, latest.means) == (False, means)
    assert not Message.objects.waiting().exists()

    assert "Nothing more comes by itself" in chosen(client, "later", day="2026-06-08")
    assert "We write to you again" in chosen(client, "stop", messages="yes")


def test_only_safe_ways_are_offered_and_no_number_is_shown(site_a, settings):
    request = asked(site_a)
    her = browser(request)
    body = page(her, HERE + "how/")
    assert "the only way to write to you that we know is safe" in body
    assert her.post(HERE + "how/", {"channel": "text"}).status_code == 200

    settings.SMS_URL = "https://account:secret@texts.example/?from=+447700900900"
    parent = request.referral.parent
    make.SafeContactFactory(
        parent=parent, is_primary=False, channel="text", address="+447700900123"
    )
    assert "900123" not in page(her, HERE + "how/")
    said = chosen(her, "how", channel="text")
    assert "From now on we write to you by text message." in said
    assert wishes_of(parent).channel == "text"


def test_a_day_that_is_not_offered_is_not_taken(client):
    for day in ("2026-06-02x", "2026-06-01", "2026-07-30", ""):
        assert client.post(HERE + "later/", {"day": day}).status_code == 200
    assert queries.requests().get().snoozed_until_on is None


def test_on_the_last_day_there_is_no_later(site_a):
    request = asked(site_a)
    with clock.standing_at(request.closes_at.replace(hour=12)):
        assert "The last day is" in page(browser(request), HERE + "later/")


def test_without_a_word_it_is_only_offered_to_pick_one_in_a_call(site_a):
    request = asked(site_a)
    her = browser(request)
    assert "We set it together on the phone" in page(her, HERE + "word/")
    her.post(HERE + "word/", {"word_first": "yes"})
    assert not wishes_of(request.referral.parent).word_first


def test_her_word_first_from_now_on_and_back_again(site_a):
    request = asked(site_a)
    her = on_her_page(request)
    assert "your secret word is asked for first" in chosen(her, "word", word_first="yes")
    stranger = browser(request)
    assert stranger.get(HERE)["Location"] == "/questionnaire/"
    assert stranger.post(HERE + "word/", {"word_first": "no"})["Location"] == "/questionnaire/"
    assert wishes_of(request.referral.parent).word_first
    assert "open without your word" in chosen(her, "word", word_first="no")


def test_nobody_else_gets_there_and_opening_changes_nothing(site_a):
    asked_ = asked(site_a)
    for name in ("", "later/", "how/", "when/", "word/", "stop/"):
        assert Client().get(HERE + name).status_code == 404
        assert Client().post(HERE + name, {"messages": "no"}).status_code == 404
        assert browser(asked_).get(HERE + name).status_code == 200
    assert consent.has_given(asked_.referral, Purpose.MESSAGES)
    assert Client().post(HERE, {"new-link": "yes"})["Location"] == "/questionnaire/new-link/"


def test_paths_and_titles_are_neutral(site_a):
    her = browser(asked(site_a))
    for name in ("", "later/", "how/", "when/", "word/", "stop/"):
        body = page(her, HERE + name)
        assert "<title>Your choices – Parent to Parent</title>" in body
        telling = re.compile(r"\bbaby|mental|mood|support|volunteer|mum\b", re.IGNORECASE)
        inside_main = body[body.index("<main") : body.index("</main")]
        assert telling.findall(re.sub("<[^>]+>", " ", inside_main)) == []


def test_her_pages_are_light(site_a, alice):
    her = browser(asked(site_a, alice))
    for address in ("/questionnaire/", question(1), HERE, HERE + "when/"):
        assert weight(her.get(address)) <= 60_000


class TestHerPanel:
    def test_she_carries_on_in_the_same_browser_without_a_message(self, site_a):
        request = asked(site_a)
        wish_for_word(request.referral)
        answer(request, "gad-7", 1, option_code=NOT_AT_ALL)
        her = inside(request.referral)
        body = page(her, "/my-support/")
        assert "Questions for you" in body
        assert "6 questions to go, about 2 minutes. You have until Monday 15 June." in " ".join(
            re.sub("<[^>]+>", " ", body).split()
        ).replace(" .", ".")
        sent = Message.objects.count()
        assert her.post("/questionnaire/carry-on/")["Location"] == "/questionnaire/"
        assert question(2) in page(her, "/questionnaire/")
        assert Message.objects.count() == sent
        her.post("/my-support/leave/")
        assert her.get("/questionnaire/").status_code == 404

    def test_without_her_word_nothing_is_carried_on(self, site_a):
        request = asked(site_a)
        wish_for_word(request.referral)
        at_the_door = Client()
        at_the_door.get(link_to(request.referral))
        assert at_the_door.post("/questionnaire/carry-on/")["Location"] == "/my-support/"
        assert at_the_door.get("/questionnaire/").status_code == 404

    def test_a_no_can_be_taken_back(self, site_a):
        request = asked(site_a)
        her = on_her_page(request)
        decide(request.referral, Purpose.EVALUATION, False, MONDAY)
        body = page(her, "/my-support/")
        assert "You said no to questions" in body
        assert "Carry on" not in body
