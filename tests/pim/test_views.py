import re
import sys

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from django.template import loader
from django.test import RequestFactory

from pim import context, views
from pim.plain_pages import ADDRESSES

PLAIN = [f"/{address}/" for address in ADDRESSES]
PUBLIC = ["/", "/refer/", "/about-this-site/", "/get-help-now/", "/figures/", *PLAIN]
NUMBERS = ["tel:999", "tel:111", "tel:116123", "sms:85258"]
# What must not stand in the title or address of a page on a phone that someone else may hold.
HINTS = re.compile(r"mental|health|depress|anxi|perinatal|mind|therap|support|wellbeing", re.I)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_stands_and_gives_nothing_away_in_its_title(client, address):
    page = client.get(address)

    assert page.status_code == 200
    assert not HINTS.search(re.search("<title>(.*?)</title>", page.text)[1])
    assert not HINTS.search(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_help_and_the_way_out_are_on_every_public_page(client, address):
    page = client.get(address).text

    assert 'href="/get-help-now/"' in page
    straight = "https://www.bbc.co.uk/weather" if address == "/get-help-now/" else "/out/"
    assert f'id="exit-this-page" href="{straight}" data-out="/out/"' in page


@pytest.mark.parametrize("address", PUBLIC)
def test_nothing_on_a_public_page_comes_from_elsewhere(client, address):
    page = client.get(address).text

    assert re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="(?!/static/)', page) == []
    assert " style=" not in page
    assert re.findall(r"<script(?![^>]*src=)", page) == []


def test_what_the_way_out_does_is_found_at_its_old_address_too(client):
    page = client.get("/leaving-quickly/", follow=True)

    assert page.redirect_chain[-1][0] == "/about-this-site/"
    assert "cannot clear your history" in page.text


def test_home_leads_to_the_three_doors(client):
    page = client.get("/").text

    for address in ("/refer/yourself/", "/refer/someone/", "/volunteer/"):
        assert f'href="{address}"' in page


def test_the_chooser_asks_who_it_is_for(client):
    page = client.get("/refer/").text

    assert "Who is this for?" in page
    assert 'href="/refer/yourself/"' in page
    assert 'href="/refer/someone/"' in page


@pytest.mark.parametrize("address", ["/", "/refer/"])
def test_the_doors_promise_only_what_every_programme_keeps(client, address):
    """How soon someone rings differs between programmes; a number alone is not yet enough."""
    page = client.get(address).text

    assert "working days" not in page
    assert "leave a number" not in page


def test_what_a_demonstration_says_of_itself_stands_in_a_landmark(client, settings):
    settings.DEMO = True

    assert re.search('<aside class="demo-note" aria-label="[^"]+">', client.get("/").text)


def test_public_pages_only_read(client):
    assert client.post("/").status_code == 405


def test_a_missing_page_says_so_and_shows_help(client):
    page = client.get("/no-such-page/")

    assert page.status_code == 404
    assert "We cannot find that page" in page.text
    assert all(number in page.text for number in NUMBERS)


def test_a_stale_form_is_asked_for_again_with_help_in_sight():
    from django.test import Client

    page = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})

    assert page.status_code == 403
    assert "Please send that again" in page.text
    assert all(number in page.text for number in NUMBERS)


@pytest.mark.parametrize(
    ("handler", "status"),
    [(views.bad_request, 400), (views.forbidden, 403), (views.not_found, 404)],
)
def test_each_error_has_its_status_and_the_numbers(handler, status):
    page = handler(RequestFactory().get("/"), ValueError())

    assert page.status_code == status
    assert all(number in page.text for number in NUMBERS)


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_a_fault_speaks_to_everybody_and_promises_only_what_is_true(template):
    """Staff meet it too, on pages where nothing is sent page by page."""
    page = loader.render_to_string(template, context.standing())

    assert "pages you had" not in page
    assert "What was sent just now may be missing" in page
    assert "If you need help now" in page
    assert all(number in page for number in NUMBERS)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError, 503),
        (InterfaceError, 503),
        (DatabaseError, 503),  # the driver's word for a line that was cut while it waited
        (ProgrammingError, 500),
        (IntegrityError, 500),
        (ValueError, 500),
    ],
)
def test_a_fault_of_ours_and_a_database_away_are_told_apart(error, status):
    request = RequestFactory().get("/")

    assert views.server_error(request).status_code == 500
    try:
        raise error
    except error:
        assert views.server_error(request).status_code == status
    assert sys.exc_info()[1] is None
