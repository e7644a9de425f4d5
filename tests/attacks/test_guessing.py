"""Guessing at the sign-in, over real HTTP: thousands of passwords and codes, and who is known."""

import re
from itertools import islice
from statistics import median
from time import perf_counter

import pytest
import time_machine
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password

from pim import clock
from pim.access.passwords import SmallServerArgon2
from pim.models import AuditEvent
from tests.attacks.visitors import Visitor, networks
from tests.factories import PASSWORD, UserFactory
from tests.pim.access.signing_in import code_for, enrol

pytestmark = pytest.mark.django_db(transaction=True)

SIGN_IN, CODE = "/account/login/", "/account/code/"
AT_ONE_NETWORK = 50
PASSWORDS, CODES = 9_000, 1_000
RIGHT_ONE = 40  # where in the list of every guesser the right one stands
HERS = "203.0.113.9"
PAIRS = 100
LARGEST_GAP = 0.005  # seconds


@pytest.fixture
def visitor(live_server, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.BASE_URL = live_server.url
    return lambda network: Visitor(live_server.url, network)


@pytest.fixture
def her(alice):
    return enrol(alice)


def types_password(one: Visitor, user, password: str) -> bool:
    return one.post(SIGN_IN, {"login": user.email, "password": password}).goes_to == CODE


def types_code(one: Visitor, code: str) -> bool:
    return one.post(CODE, {"code": code}).goes_to == "/admin/"


def passwords():
    return [PASSWORD if at == RIGHT_ONE else f"summer {at} in town" for at in range(AT_ONE_NETWORK)]


def found_passwords(visitor, user, tries: int) -> int:
    found = 0
    for network in islice(networks("198.18"), tries // AT_ONE_NETWORK):
        guesser = visitor(network)
        found += sum(types_password(guesser, user, password) for password in passwords())
    return found


def found_codes(visitor, user, tries: int) -> int:
    """By somebody who has her password."""
    found = 0
    for network in islice(networks("198.19"), tries // AT_ONE_NETWORK):
        guesser = visitor(network)
        assert types_password(guesser, user, PASSWORD)
        for at in range(AT_ONE_NETWORK):
            found += types_code(guesser, code_for() if at == RIGHT_ONE else f"{at:06}")
    return found


def gets_in(visitor, user) -> bool:
    she = visitor(HERS)
    return types_password(she, user, PASSWORD) and types_code(she, code_for())


def test_ten_thousand_tried_and_none_in_but_she_is(visitor, her):
    assert found_passwords(visitor, her, PASSWORDS) == 0
    assert gets_in(visitor, her), "she must not wait because of who guesses elsewhere"

    assert found_codes(visitor, her, CODES) == 0
    assert AuditEvent.objects.filter(action="user.signed_in").count() == 1

    with time_machine.travel(clock.wall().timestamp() + 300):
        assert gets_in(visitor, her)


def test_planted_fault_without_a_throttle_the_password_is_found(visitor, her, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    assert found_passwords(visitor, her, AT_ONE_NETWORK) > 0


def test_planted_fault_without_a_throttle_the_code_is_found(visitor, her, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    assert found_codes(visitor, her, AT_ONE_NETWORK) > 0


# --- Is she known? ------------------------------------------------------------------------------
@pytest.fixture
def hashed_as_people_are(settings, db):
    """A hundred people, their passwords as slow to check as they really are."""
    settings.PASSWORD_HASHERS = ["pim.access.passwords.SmallServerArgon2"]
    password = make_password(PASSWORD, hasher=SmallServerArgon2())
    return [
        UserFactory(email=f"known{at:03}@post.example", password=password) for at in range(PAIRS)
    ]


def said_to(one: Visitor, path: str, typed: dict) -> tuple[str, float]:
    """The answer without what differs each time or repeats what was typed, and how long it took."""
    one.get(path)
    began = perf_counter()
    answer = one.post(path, typed)
    took = perf_counter() - began
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.body)
    return f"{answer.status} {answer.goes_to} {re.sub(r'(un)?known[0-9]{3}@', '', body)}", took


def asked(visitor, path: str, typed) -> tuple[set[str], float]:
    """All answers, and the gap between the middle times of known and unknown addresses."""
    answers, known, unknown = set(), [], []
    for at, network in enumerate(islice(networks("198.20"), 2 * PAIRS)):
        times, who = (known, "known") if at % 2 else (unknown, "unknown")
        said, took = said_to(visitor(network), path, typed(f"{who}{at // 2:03}@post.example"))
        answers.add(said)
        times.append(took)
    return answers, abs(median(known) - median(unknown))


ASKED = {
    SIGN_IN: lambda email: {"login": email, "password": "not her password"},
    "/account/password/": lambda email: {"email": email},
}


@pytest.mark.parametrize("path", ASKED)
def test_nobody_learns_who_signs_in_here(visitor, hashed_as_people_are, path):
    answers, gap = asked(visitor, path, ASKED[path])
    assert len(answers) == 1
    assert gap < LARGEST_GAP, f"{gap * 1000:.1f} ms"


def test_planted_fault_an_answer_that_comes_sooner_is_noticed(
    visitor, hashed_as_people_are, monkeypatch
):
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda *_: None)
    _, gap = asked(visitor, SIGN_IN, ASKED[SIGN_IN])
    assert gap > LARGEST_GAP
