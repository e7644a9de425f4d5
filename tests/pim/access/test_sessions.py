"""Where somebody is signed in: listed, ended, and forgotten when it is over."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from pim import clock
from pim.access import browsers, people, sessions
from pim.access.audit import acting
from pim.errors import NotAllowed
from pim.models import AuditEvent, BrowserSession
from tests.pim.access.signing_in import enrol, type_code, type_password

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
HERE = "/account/signed-in/"


@pytest.fixture
def on():
    """``on(user, header)`` is a browser in which she has signed in."""

    def sign_in(user, header):
        browser = Client(headers={"User-Agent": header})
        type_password(browser, user)
        type_code(browser)
        browser.get("/account/")
        return browser

    return sign_in


@pytest.fixture
def two(alice, on):
    enrol(alice)
    return on(alice, FIREFOX), on(alice, SAFARI)


def is_signed_in(browser):
    return SESSION_KEY in browser.session


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on an iPhone"),
        (CHROME, "Chrome on an Android phone"),
        (FIREFOX.replace("Firefox", "Edg"), "Edge on Windows"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_in_plain_words(header, words):
    assert browsers.named(header) == words


def test_she_sees_where_she_is_signed_in_and_which_is_this_one(two):
    page = two[0].get(HERE).content.decode()

    assert [page.count(words) for words in ("Firefox on Windows", "This one")] == [1, 1]
    assert "Safari on an iPhone" in page
    for browser in two:
        assert browser.cookies["session"].value not in page


def test_she_ends_one(two, alice):
    mine, phone = two
    mine.post(HERE, {"end": sessions.name_of(phone.cookies["session"].value)})

    assert [is_signed_in(browser) for browser in two] == [True, False]
    assert AuditEvent.objects.about(alice).filter(action="user.signed_out").count() == 1


def test_she_ends_all_others(two, on, alice):
    third = on(alice, CHROME)
    two[0].post(HERE, {"end": "others"})

    assert [is_signed_in(browser) for browser in (*two, third)] == [True, False, False]


def test_nobody_ends_a_session_of_somebody_else(two, charlie, signed_in):
    signed_in(charlie).post(HERE, {"end": sessions.name_of(two[0].cookies["session"].value)})

    assert is_signed_in(two[0])


def test_signing_out_everywhere_is_one_statement(
    two, alice, charlie, on, django_assert_num_queries
):
    other = on(enrol(charlie), FIREFOX)
    with django_assert_num_queries(1):
        assert sessions.end_all(alice) == 2

    assert [is_signed_in(browser) for browser in (*two, other)] == [False, False, True]


def test_a_request_on_its_way_does_not_bring_an_ended_session_back(two, alice):
    store = two[0].session
    sessions.end_all(alice)

    with pytest.raises(UpdateError):
        store.save()
    assert not BrowserSession.objects.exists()


def test_the_header_is_not_kept(two):
    for row in BrowserSession.objects.all():
        assert "Gecko" not in str(row.get_decoded()) + row.browser


def test_what_is_over_is_neither_listed_nor_kept(alice, two):
    with time_machine.travel(dt.timedelta(minutes=16) + clock.wall()):
        assert sessions.listed(alice) == []
        assert sessions.sweep() == 2
    assert not BrowserSession.objects.exists()


def test_a_manager_sees_them_and_ends_them(two, alice, dana, signed_in):
    client, address = signed_in(dana), f"/admin/pim/user/{alice.pk}/"
    assert "Safari on an iPhone" in client.get(address).content.decode()

    client.post(f"{address}do/sign-out/", follow=True)

    assert [is_signed_in(browser) for browser in two] == [False, False]
    event = AuditEvent.objects.about(alice).get(action="user.signed_out")
    assert (event.actor, event.codes) == (dana, {"places": 2})


def test_only_who_looks_after_her_may(two, alice, charlie):
    with pytest.raises(NotAllowed):
        people.sign_out(user=alice, by=acting(charlie), now=clock.now())
    assert is_signed_in(two[0])
