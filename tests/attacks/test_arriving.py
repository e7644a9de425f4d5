"""Double clicks, snoopers and machines at the public forms, over real HTTP and in full numbers.

Each count has a twin in which the control is switched off: there the same count must fail.
"""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from statistics import median

import pytest
from django.db.models import QuerySet

from pim.access.encryption import blind_index
from referrals import genuine
from referrals.enums import HeldFor
from referrals.models import Draft, Referral, SafeContact
from referrals.views import referring
from tests.attacks.visitors import HER_PAGES, RING_ME, Visitor, at_once, networks
from tests.referrals.arriving import HER_EMAIL, receive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitor(live_server, site_a, settings):
    """Makes visitors, each at the network it says; our own proxy told us of it."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.BASE_URL = live_server.url
    return lambda network: Visitor(live_server.url, network)


# --- Double clicks --------------------------------------------------------------------------
def referrals_of(visitor, forms: int) -> int:
    for network in islice(networks("198.18"), forms):
        she = visitor(network)
        check = she.fills("yourself", HER_PAGES)
        she.takes("yourself", minutes=5)
        assert {answer.status for answer in at_once(she, check)} == {302}
    return Referral.objects.incoming().count()


def test_sixty_forms_with_eight_posts_each_are_sixty_referrals(visitor):
    assert referrals_of(visitor, forms=60) == 60


def test_planted_fault_without_locks_they_are_more(visitor, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    assert referrals_of(visitor, forms=5) > 5


# --- Is she known? --------------------------------------------------------------------------
def seen_by(she: Visitor, email: str) -> tuple[list[str], float]:
    """All that one form answers, without what differs each time, and how long sending took."""
    reach = HER_PAGES["reach"] | {"email": email}
    check = she.fills("yourself", HER_PAGES | {"reach": reach})
    she.takes("yourself", minutes=5)
    pages = [she.get(check).body]
    began = time.perf_counter()
    sent = she.post(check)
    pages += [sent.goes_to, she.get(sent.goes_to).body]
    took = time.perf_counter() - began
    return [masked(page, email) for page in pages], took


def saved_by(she: Visitor, email: str) -> tuple[list[str], float]:
    """The same of a form saved for later, with the link sent to an address."""
    she.post("/refer/yourself/you/", {"called": "Rosa", "save": ""})
    began = time.perf_counter()
    saved = she.post("/refer/yourself/save/", {"word": "bluebell", "email": email})
    took = time.perf_counter() - began
    return [masked(she.get(saved.goes_to).body, email)], took


def masked(page: str, email: str) -> str:
    page = page.replace(email, "E-MAIL")
    page = re.sub(r'value="\w{64}"|/back/[\w-]{22}/| at \d\d:\d\d', "TOKEN", page)
    return re.sub(r"<strong>\w{3}-\w{3}</strong>", "REFERENCE", page)


class Pairs:
    """Known and unknown people in turn: what each sees, and how long it takes."""

    def __init__(self, visitor, asks) -> None:
        self.visitor, self.asks, self.where = visitor, asks, networks("198.18")
        self.differing, self.times = 0, {"known": [], "unknown": []}

    def come(self, pairs: int) -> "Pairs":
        for place in range(pairs):
            email = f"known{len(self.times['known'])}@post.example"
            receive(contacts=[replace(HER_EMAIL, address=email)])
            kinds = ("known", "unknown") if place % 2 else ("unknown", "known")
            seen = {kind: self._ask(kind, email.replace("known", kind)) for kind in kinds}
            self.differing += seen["known"] != seen["unknown"]
        return self

    def _ask(self, kind: str, email: str) -> list[str]:
        seen, took = self.asks(self.visitor(next(self.where)), email)
        self.times[kind].append(took)
        return seen

    @property
    def gap(self) -> float:
        """Between the medians, in milliseconds."""
        return 1000 * abs(median(self.times["known"]) - median(self.times["unknown"]))


@pytest.mark.parametrize("asks", [seen_by, saved_by])
def test_a_hundred_known_and_a_hundred_unknown_are_answered_alike(visitor, asks):
    """On a busy machine the medians settle only with more pairs; a real gap stays."""
    pairs = Pairs(visitor, asks).come(100)
    while pairs.gap >= 5 and len(pairs.times["known"]) < 300:
        pairs.come(50)
    assert pairs.differing == 0
    assert pairs.gap < 5, pairs.gap


def is_known(referral: Referral) -> bool:
    email = referral.parent.safecontact_set.get(channel="email").address
    return SafeContact.objects.filter(address_index=blind_index(email)).count() > 1


@pytest.mark.parametrize("fault", ["words", "time"])
def test_planted_fault_an_answer_that_tells_is_noticed(visitor, monkeypatch, fault):
    honest = referring.what_happens_next

    def telling(referral):
        if is_known(referral) and fault == "time":
            time.sleep(0.02)
        us = {"us": "Robin again"} if is_known(referral) and fault == "words" else {}
        return honest(referral) | us

    monkeypatch.setattr(referring, "what_happens_next", telling)
    pairs = Pairs(visitor, seen_by).come(10)
    assert pairs.differing == 10 if fault == "words" else pairs.gap > 5


# --- Machines and people --------------------------------------------------------------------
SPAM = {"homepage": "http://spam.example", "called": "Best prices"}
KINDS = {"yourself": HER_PAGES, "ring-me": RING_ME}


def fills_in_every_box(bot: Visitor, form: str) -> None:
    """It has learnt to wait, but not which boxes are there to be seen."""
    first, *rest = KINDS[form]
    pages = {first: KINDS[form][first] | SPAM} | {page: KINDS[form][page] for page in rest}
    check = bot.fills(form, pages)
    bot.takes(form, minutes=5)
    bot.post(check)


def is_quick(bot: Visitor, form: str) -> None:
    bot.post(bot.fills(form, KINDS[form]))


def bots_and_people(visitor, bots: int, people: int) -> tuple[int, int]:
    """How many of each came into the live queue."""
    theirs, hers = networks("198.18"), networks("203.0")
    for place in range(bots):
        comes = (fills_in_every_box, is_quick)[place % 2]
        comes(visitor(next(theirs)), ("yourself", "ring-me")[place // 2 % 2])
    machines = set(Referral.objects.values_list("pk", flat=True))
    clinic = next(hers)
    for place in range(people):
        form = ("yourself", "ring-me")[place % 2]
        she = visitor(clinic if place < people // 2 else next(hers))
        check = she.fills(form, KINDS[form])
        she.takes(form, minutes=5)
        she.post(check)
    live = set(Referral.objects.incoming().values_list("pk", flat=True))
    assert Referral.objects.count() == bots + people  # none is thrown away
    return len(live & machines), len(live - machines)


def test_none_of_three_hundred_bots_and_all_of_twenty_people_are_in_the_queue(visitor):
    assert bots_and_people(visitor, bots=300, people=20) == (0, 20)
    assert {held.held_for for held in Referral.objects.held()} == {HeldFor.TRAP, HeldFor.TOO_FAST}


@pytest.mark.parametrize("off", ["trap", "time"])
def test_planted_fault_without_a_control_the_bots_are_in(visitor, monkeypatch, off):
    if off == "trap":
        monkeypatch.setattr(referring, "is_sprung", lambda answers: False)
    else:
        monkeypatch.setattr(genuine, "QUICKEST", dict.fromkeys(genuine.QUICKEST, timedelta()))
    assert bots_and_people(visitor, bots=12, people=2) == (6, 2)


def patient_bots_in(visitor, bots: int) -> int:
    """They wait five seconds and leave the trap alone, all from one network."""
    for _ in range(bots):
        bot = visitor("198.18.0.1")
        check = bot.fills("ring-me", RING_ME)
        bot.takes("ring-me", seconds=5)
        bot.post(check)
    return Referral.objects.incoming().count()


def test_patient_bots_of_one_network_are_held_after_the_tenth(visitor):
    assert patient_bots_in(visitor, bots=50) == genuine.MANY


def test_planted_fault_without_counting_networks_they_are_all_in(visitor, monkeypatch):
    monkeypatch.setattr(genuine, "MANY", 1000)
    assert patient_bots_in(visitor, bots=20) == 20


# --- Guessing a word ------------------------------------------------------------------------
def right_words_found(visitor, guesses: int) -> int:
    """Many at once, each from its own network, with the link but without the word."""
    she = visitor("203.0.113.1")
    she.post("/refer/yourself/you/", {"called": "Rosa", "save": ""})
    she.post("/refer/yourself/save/", {"word": f"word{guesses - 1}"})
    link = re.search(r"/back/[\w-]{22}/", she.get("/refer/yourself/saved/").body)[0]

    def guess(place: int) -> int:
        thief = visitor(f"198.18.0.{place % 250}")
        thief.get(link)
        return thief.post("/back/", {"word": f"word{place}"}).status

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(guess, range(guesses))).count(302)


def test_two_hundred_guesses_at_once_find_no_word(visitor):
    assert right_words_found(visitor, guesses=200) == 0
    assert Draft.objects.get().secret_word.wrong_tries == 5


def test_planted_fault_without_a_limit_the_word_is_found(visitor, monkeypatch):
    monkeypatch.setattr("referrals.actions.secret_words.TRIES", 1000)
    monkeypatch.setattr("referrals.queries.secret_words.TRIES", 1000)
    assert right_words_found(visitor, guesses=30) == 1
