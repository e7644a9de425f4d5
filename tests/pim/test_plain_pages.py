"""The pages that only say something, and what they may not promise or give away."""

import re
from html import unescape

import pytest

from pim import clock
from pim.plain_pages import ADDRESSES
from referrals import genuine
from referrals.actions import DRAFT_LASTS, SAVED_DRAFT_LASTS
from tests import factories as make

pytestmark = pytest.mark.django_db

PRIVATE = (
    "What you say is private. If we think someone is in danger we may have to tell someone; "
    "we try to tell you first."
)
GIVEAWAYS = re.compile(
    r"depress|anxi|mental|mood|perinatal|bab(y|ies)|\bmums?\b|mother|pregnan|birth|midwi|"
    r"volunt|support|wellbeing|feel|sad|loss|lost|referr|health|therap",
    re.IGNORECASE,
)


def shown(client, address: str) -> str:
    page = client.get(f"/{address}/")
    assert page.status_code == 200
    return unescape(page.text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_title_and_heading_give_nothing_away(client, address):
    page = shown(client, address)
    title = re.search("<title>(.*?)</title>", page)[1]
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", page)

    assert len(headings) == 1
    assert [word for word in (address, title, *headings) if GIVEAWAYS.search(word)] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_short_words_in_short_sentences(client, address):
    """A plain measure of what is said: 14 words a sentence on average at most."""
    main = re.search("<main.*?</main>", shown(client, address), re.S)[0]
    words = re.sub(r"<(?:/p|/li|/h\d|/d[dt])>", ". ", main)
    words = re.sub(r"<[^>]+>", "", words)
    sentences = [one.split() for one in re.split(r"[.?!:;]+\s", words) if one.strip()]

    assert sum(map(len, sentences)) / len(sentences) <= 14


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_only_reads_and_asks_nothing(client, address):
    assert client.post(f"/{address}/").status_code == 405
    assert "<form" not in shown(client, address)


def test_how_a_form_is_wiped_at_once_is_said_where_one_reads_what_is_kept(client):
    said = shown(client, "what-you-tell-us")

    assert "“Exit this page” and “Clear this form” wipe it at once" in said
    assert "opens only by its link and its word" in said
    assert "“Exit this page”" in shown(client, "privacy")


def test_home_leads_to_what_one_reads_first(client):
    home = client.get("/").text

    for address in ("about", "how-it-can-be", "for-family", "what-you-tell-us"):
        assert f'href="/{address}/"' in home


def test_every_public_page_leads_to_what_happens_with_her_words(client):
    page = client.get("/refer/").text

    for address in ("what-you-tell-us", "privacy", "accessibility"):
        assert f'href="/{address}/"' in page


def test_what_may_have_to_be_told_stands_first(client):
    assert PRIVATE in shown(client, "what-you-tell-us")


@pytest.mark.parametrize("address", ["privacy", "accessibility"])
def test_a_draft_says_that_it_is_one(client, address):
    assert "This is a draft." in shown(client, address)


@pytest.mark.parametrize("address", ["privacy", "what-you-tell-us"])
def test_how_long_a_form_is_kept_is_what_the_service_does(client, address):
    page = shown(client, address)

    assert f"{DRAFT_LASTS['yourself'].total_seconds() / 3600:.0f} hours" in page
    assert f"{SAVED_DRAFT_LASTS.days} days" in page
    assert f"{DRAFT_LASTS['someone'].total_seconds() / 60:.0f} minutes" in page


def test_how_long_a_network_is_remembered_is_what_the_service_does(client):
    assert f"About {genuine.FORGET_AFTER.days} days" in shown(client, "privacy")


def test_her_rights_name_who_hears_a_complaint(client):
    page = shown(client, "privacy")

    assert 'href="https://ico.org.uk/make-a-complaint/"' in page
    assert "0303 123 1113" in page


def test_only_open_desks_are_named(client, site_a):
    make.SiteFactory(programme=site_a.programme, name="Gone", closes_on=clock.today())
    make.SiteFactory(programme__is_active=False, name="Elsewhere")
    page = shown(client, "about")

    assert site_a.phone in page
    assert "Gone" not in page
    assert "Elsewhere" not in page


def test_a_service_without_sites_says_so(client):
    assert "We are not open anywhere yet." in shown(client, "about")
