"""Her questionnaire's link before mail scanners, guessers, and whoever asks for new ones."""

import re
import secrets
import time
from datetime import timedelta
from itertools import pairwise, product
from statistics import median
from string import ascii_letters, digits

import pytest
from django.test import Client
from django.urls import reverse

from outcomes.enums import RequestStatus, ResponseStatus
from outcomes.models import Answer, QuestionnaireRequest, Response
from pim import clock
from pim.messages import links, outbox
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, answer_all, asked, later

pytestmark = pytest.mark.django_db

SCANNERS, QUESTIONS = 20, 7
GUESSES, TIMED = 20_000, 300
LARGEST_GAP = 0.005  # seconds
ASKS, EVERY, ONE_IN = 300, timedelta(seconds=40), timedelta(minutes=10)
IN_TOKENS = ascii_letters + digits + "-_"


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def request_of_hers(site_a) -> QuestionnaireRequest:
    return asked(site_a, instruments=["gad-7"])


def token_of(request) -> str:
    return links.make(purpose="questionnaire", object_id=request.pk, expires_at=request.closes_at)


def link_with(token: str) -> str:
    return reverse("questionnaire-link", args=[token])


# --- Mail scanners ----------------------------------------------------------------------------
def scans(door: str, *, head: bool, keeps_cookies: bool) -> None:
    """Follows redirects and every address on the pages it sees; presses nothing."""
    client = Client()
    ask = client.head if head else client.get
    seen, ahead = set(), [door]
    while ahead:
        address = ahead.pop()
        if not keeps_cookies:
            client.cookies.clear()
        answer = ask(address)
        seen.add(address)
        onward = [answer.headers["Location"]] if "Location" in answer.headers else []
        onward += re.findall(r'href="(/questionnaire/[^"#]*)"', answer.content.decode())
        ahead += set(onward) - seen


def scanned(door: str) -> None:
    for number in range(SCANNERS):
        scans(door, head=number % 2 == 0, keeps_cookies=number % 4 < 2)


def answers(device: Client, places) -> None:
    for place in places:
        page = reverse("questionnaire-question", args=[place])
        device.post(page, {"answer": NOT_AT_ALL})


def in_two_sittings(door: str) -> None:
    phone, laptop = Client(), Client()
    phone.get(door)
    answers(phone, range(1, 4))
    scanned(door)
    with clock.standing_at(later(days=1)):
        laptop.get(door)
        answers(laptop, range(4, QUESTIONS + 1))
        laptop.post(reverse("questionnaire-send"))
        phone.post(reverse("questionnaire-send"))


def test_twenty_scanners_change_nothing_and_she_answers_once(request_of_hers):
    door = link_with(token_of(request_of_hers))
    scanned(door)
    assert not Response.objects.exists()
    in_two_sittings(door)
    request_of_hers.refresh_from_db()
    assert request_of_hers.status == RequestStatus.COMPLETED
    assert [one.status for one in Response.objects.all()] == [ResponseStatus.COMPLETED]
    assert Answer.objects.filter(option__isnull=False).count() == QUESTIONS
    scanned(door)
    assert Client().get(door).status_code == 404


def test_planted_fault_a_link_that_opens_once_is_used_up_by_scanners(request_of_hers, monkeypatch):
    follow = links.follow

    def once(token, purpose):
        link = follow(token, purpose)
        if link:
            links.close(purpose=purpose, object_id=link.object_id, now=clock.now())
        return link

    monkeypatch.setattr(links, "follow", once)
    in_two_sittings(link_with(token_of(request_of_hers)))
    request_of_hers.refresh_from_db()
    assert request_of_hers.status == RequestStatus.OPEN


# --- Guessers ---------------------------------------------------------------------------------
def guesses(real: str):
    """Anything, the real one with one character changed, and parts of it."""
    for number in range(GUESSES):
        at = number // 4 % links.LENGTH
        other = secrets.choice(IN_TOKENS.replace(real[at], ""))
        yield (
            secrets.token_urlsafe(16),
            real[:at] + other + real[at + 1 :],
            real[:at] + secrets.token_urlsafe(16)[: links.LENGTH - at],
            real[: at or 1],
        )[number % 4]


def seen_at(client: Client, token: str) -> tuple[int, str]:
    answer = client.get(link_with(token))
    return answer.status_code, re.sub(r'value="\w{64}"', "", answer.content.decode())


def seconds_at(client: Client, token: str) -> float:
    begun = time.perf_counter()
    client.get(link_with(token))
    return time.perf_counter() - begun


def test_twenty_thousand_guesses_open_nothing_and_look_alike(request_of_hers):
    real, client = token_of(request_of_hers), Client()
    found = {seen_at(client, token) for token in guesses(real) if token != real}
    assert len(found) == 1
    assert next(iter(found))[0] == 404
    assert Client().get(link_with(real)).status_code == 302


def test_a_link_that_was_once_real_looks_like_one_that_never_was(request_of_hers):
    known, client = token_of(request_of_hers), Client()
    answer_all(request_of_hers)
    links.close(purpose="questionnaire", object_id=request_of_hers.pk, now=clock.now())
    unknown = secrets.token_urlsafe(16)
    assert seen_at(client, known) == seen_at(client, unknown)
    took = [(seconds_at(client, known), seconds_at(client, unknown)) for _ in range(TIMED)]
    gap = abs(median(one for one, _ in took) - median(other for _, other in took))
    assert gap < LARGEST_GAP


def test_planted_fault_a_short_token_is_found(request_of_hers, monkeypatch):
    monkeypatch.setattr(links, "LENGTH", 2)
    token_of(request_of_hers)
    client = Client()
    tried = ("".join(pair) for pair in product(IN_TOKENS, repeat=2))
    assert any(client.get(link_with(token)).status_code == 302 for token in tried)


# --- Asking for a new link --------------------------------------------------------------------
def asks_again_and_again(token: str, mailbox) -> list:
    """When a message went out, while somebody asks every forty seconds."""
    went_at = []
    for number in range(ASKS):
        now = later(minutes=7) + number * EVERY
        with clock.standing_at(now):
            answer = Client().post(link_with(token))
            assert answer.url == reverse("questionnaire-new-link")
            before = len(mailbox)
            outbox.drain()
            went_at += [now] * (len(mailbox) - before)
    return went_at


def closest(moments: list) -> timedelta:
    return min(after - before for before, after in pairwise(moments))


def test_three_hundred_asks_bring_one_message_in_ten_minutes(request_of_hers, mailoutbox):
    outbox.drain()
    (invitation,) = mailoutbox
    went_at = asks_again_and_again(token_of(request_of_hers), mailoutbox)
    assert 2 <= len(went_at) <= ASKS * EVERY / ONE_IN
    assert closest(went_at) >= ONE_IN
    assert {tuple(mail.to) for mail in mailoutbox} == {tuple(invitation.to)}


def test_planted_fault_without_the_ten_minutes_they_come_closer(
    request_of_hers, mailoutbox, monkeypatch
):
    monkeypatch.setattr("outcomes.actions.inviting.ONE_NEW_LINK_IN", timedelta(seconds=1))
    outbox.drain()
    assert closest(asks_again_and_again(token_of(request_of_hers), mailoutbox)) < ONE_IN
