"""2,000 guesses at her page, over tokens and words. The planted fault shows that they can hit."""

import secrets
from datetime import timedelta

import pytest
from django.test import Client

from pim import clock
from pim.access.audit import acting
from pim.messages import links
from pim.models import Message
from referrals import actions, queries
from tests.referrals.her_own import HOME, WORD, at_the_door, inside, page, with_a_page, without_csrf

pytestmark = pytest.mark.django_db
TOKENS, PAGES, WORDS_EACH = 1000, 50, 20
LIKELY = ("sunshine", "flower", "rosa", "mum", "baby", "love", "bluebell", "robin", "password")


def guess_words(client: Client, right_at: int | None = None) -> int:
    """How many of twenty guesses open the page; the right word may be among them."""
    hits = 0
    for number in range(WORDS_EACH):
        word = WORD if number == right_at else LIKELY[number % len(LIKELY)]
        hits += client.post(HOME, {"word": word}).status_code == 302
    return hits


def test_a_thousand_tokens_open_nothing_and_look_alike(site_a):
    for _ in range(20):
        queries.her_page_link(with_a_page())
    client, bodies = Client(), set()
    for _ in range(TOKENS):
        answer = client.get(f"{HOME}{secrets.token_urlsafe(16)[: links.LENGTH]}/")
        assert answer.status_code == 404
        bodies.add(without_csrf(answer.content))
    assert len(bodies) == 1


def test_a_thousand_words_open_nothing_and_she_comes_back_in(alice):
    """Each page takes five; then even the right word is refused, until a person sets a new one."""
    women = [with_a_page() for _ in range(PAGES)]
    hits = sum(guess_words(at_the_door(woman), right_at=WORDS_EACH - 1) for woman in women)
    locked = sum(queries.secret_word_state(woman.parent) == "locked" for woman in women)
    assert (hits, locked) == (0, PAGES)
    for woman in women:
        assert "Please ring us" in page(at_the_door(woman))
        actions.set_secret_word(
            holder=woman.parent, word="Marigold", by=acting(alice), now=clock.now()
        )
        assert woman.reference in page(inside(woman, word="Marigold"))


def test_planted_fault_without_the_five_tries_the_right_word_is_found(site_a, monkeypatch):
    monkeypatch.setattr("referrals.actions.secret_words.TRIES", 10_000)
    assert guess_words(at_the_door(with_a_page()), right_at=WORDS_EACH - 1) == 1


def test_a_word_of_one_woman_opens_no_page_of_another(site_a):
    words = [f"{LIKELY[n % len(LIKELY)]} {n}" for n in range(30)]
    women = [with_a_page(word=word) for word in words]
    for place, woman in enumerate(women):
        client = at_the_door(woman)
        assert client.post(HOME, {"word": words[place - 1]}).status_code == 200
        assert client.post(HOME, {"word": words[place]}).status_code == 302


def test_a_link_posted_at_five_hundred_times_writes_to_her_three_times_a_day(site_a):
    woman = with_a_page()
    link = queries.her_page_link(woman).partition("/my-support/")[2]
    before = Message.objects.about(woman.pk).count()
    for number in range(500):  # over 16 hours
        with clock.standing_at(clock.now() + timedelta(minutes=2 * number)):
            Client().post(f"{HOME}{link}", {"new-link": "yes"})
    assert Message.objects.about(woman.pk).count() - before == 3
