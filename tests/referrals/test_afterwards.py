"""After sending: a word for later, and questions for counting, for this browser only."""

from datetime import timedelta

import pytest
from django.test import Client

from pim import clock
from pim.messages import outbox
from referrals import actions, queries
from referrals.enums import Means, Purpose
from referrals.models import Consent, EqualityAnswers, Referral
from tests.referrals.test_views import HER_PAGES, fill

pytestmark = pytest.mark.django_db
WORD, COUNTING = "/refer/yourself/sent/word/", "/refer/yourself/sent/counting/"


@pytest.fixture
def sent(client, site_a):
    client.post(fill(client, "yourself", HER_PAGES))
    return Referral.objects.get()


def test_she_picks_a_word_once_and_nobody_puts_another_in_its_place(client, sent):
    assert WORD in client.get("/refer/yourself/sent/").content.decode()
    assert "There is a problem" in client.post(WORD, {"word": "abc"}).content.decode()
    assert "Your word is kept" in client.post(WORD, {"word": "harebell"}).content.decode()
    refused = client.post(WORD, {"word": "partner"}).text
    assert "There is a word already" in refused
    assert sent.site.phone in refused
    assert actions.try_secret_word(holder=sent.parent, word="Harebell", now=clock.now())
    assert WORD not in client.get("/refer/yourself/sent/").content.decode()


def test_the_link_she_is_given_opens_her_page_with_the_word(client, sent):
    page = client.post(WORD, {"word": "harebell"}).content.decode()
    link = page.partition("/my-support/")[2].partition("<")[0]
    other = Client()
    assert other.get(f"/my-support/{link}").url == "/my-support/"
    assert "What is your secret word?" in other.get("/my-support/").content.decode()


@pytest.mark.parametrize("guessed", ["Rosa", "BLUEBELL", "123456"])
def test_no_word_that_others_know(client, sent, guessed):
    page = client.post(WORD, {"word": guessed}).content.decode()
    assert "There is a problem" in page
    assert queries.secret_word_state(sent.parent) == "none"


SAID = "It is on its way to your e-mail too"


def test_the_link_comes_to_her_safe_e_mail_too(client, sent, mailoutbox):
    assert SAID in client.post(WORD, {"word": "harebell"}).content.decode()
    outbox.drain()
    (mail,) = [one for one in mailoutbox if "the link to your page" in one.subject]
    assert "/my-support/" in mail.body


def test_but_not_once_she_said_no_to_e_mails(client, sent):
    Consent.objects.create(
        referral=sent,
        purpose=Purpose.MESSAGES,
        given=False,
        wording_version="x",
        means=Means.ON_SCREEN,
        at=clock.now(),
        actor_kind="herself",
    )
    assert SAID not in client.post(WORD, {"word": "harebell"}).content.decode()


def test_what_we_say_on_the_phone_is_not_for_whoever_looks_later(client, sent):
    assert "We will say it is Robin" in client.get("/refer/yourself/sent/").text
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        later = client.get("/refer/yourself/sent/").text
    assert sent.reference in later
    assert "Robin" not in later


def test_later_nobody_picks_a_word_in_her_place(client, sent):
    with clock.standing_at(clock.now() + timedelta(hours=1, minutes=1)):
        assert "We pick a word together" in client.post(WORD, {"word": "stolen"}).text
    assert queries.secret_word_state(sent.parent) == "none"


def test_answers_for_counting_stand_apart_and_are_never_shown_again(client, sent):
    client.post(COUNTING, {"ethnic_group": "mixed", "religion": "sikh"})
    client.post(COUNTING, {"ethnic_group": "white", "disability": "prefer_not"})
    kept = EqualityAnswers.objects.get(referral=sent)
    assert (kept.ethnic_group, kept.disability, kept.religion) == ("white", "prefer_not", "")
    assert "checked" not in client.get(COUNTING).content.decode()


@pytest.mark.parametrize("page", [WORD, COUNTING])
def test_another_browser_gets_nowhere(sent, page):
    other = Client()
    assert other.get(page).url == "/refer/yourself/sent/"
    assert other.post(page, {"word": "bluebell", "religion": "none"}).status_code == 302
    assert not EqualityAnswers.objects.exists()
    assert queries.secret_word_state(sent.parent) == "none"
