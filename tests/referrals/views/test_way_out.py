"""“Exit this page” takes a half-filled form off this browser, and nobody else can press it."""

import pytest

from referrals.models import Draft
from tests.referrals.test_coming_back import let_in, save
from tests.referrals.test_views import HER_PAGES, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(client, site_a):
    return fill(client, "yourself", HER_PAGES)


def begun(client, check):
    page = client.get(check)
    return page.status_code == 200 and "Rosa" in page.text


def test_the_form_has_it_and_is_never_kept_by_the_browser(client, check):
    page = client.get(check)

    assert 'id="exit-this-page" href="/out/"' in page.text
    assert page["Cache-Control"] == "no-store"


def test_the_link_leads_away_and_back_finds_an_empty_form(client, check):
    away = client.get("/out/")

    assert away["Location"].startswith("https://www.bbc.co.uk/")
    assert not begun(client, check)
    assert Draft.objects.get().answers is None
    assert "Rosa" not in client.get("/refer/yourself/", follow=True).text


def test_the_key_does_the_same_without_a_token(client, check):
    client.handler.enforce_csrf_checks = True

    assert client.post("/out/").status_code == 204
    assert not begun(client, check)


def test_what_she_saved_stays_behind_its_link(client, site_a):
    let_in(client, save(client))
    form = client.get("/refer/yourself/", follow=True).redirect_chain[-1][0]
    assert client.get(form).status_code == 200
    client.get("/out/")

    assert client.get(form).status_code == 302
    assert Draft.objects.get().answers is not None


def test_what_was_sent_is_not_open_here_any_more(client, check):
    client.post(check)
    assert client.get("/refer/yourself/sent/").status_code == 200
    client.get("/out/")

    assert client.get("/refer/yourself/sent/").url == "/refer/"


@pytest.mark.parametrize("header", [{"sec-fetch-site": "cross-site"}, {"sec-purpose": "prefetch"}])
def test_no_other_site_and_no_fetching_ahead_presses_it_for_her(client, check, header):
    assert client.get("/out/", headers=header).status_code == 302
    client.post("/out/", headers=header)

    assert begun(client, check)
