"""Nobody must wait at night for an answer: said where she begins, writes freely and sends."""

import pytest

from tests.referrals.test_views import HER_PAGES, fill

pytestmark = pytest.mark.django_db
LINE = "Nobody reads this at night or at weekends"


def test_it_stands_on_the_first_page_by_her_own_words_and_before_she_sends(client, site_a):
    check = fill(client, "yourself", HER_PAGES)

    for address in ("/refer/yourself/you/", "/refer/yourself/own-words/", check):
        page = client.get(address).text
        assert page.count(LINE) == 1
        assert page.index('href="/get-help-now/"', page.index(LINE)) > 0
    assert LINE not in client.get("/refer/yourself/place/").text


def test_who_only_wants_a_call_reads_it_once(client, site_a):
    assert client.get("/refer/ring-me/", follow=True).text.count(LINE) == 1
