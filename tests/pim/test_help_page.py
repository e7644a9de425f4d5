from pathlib import Path

import pytest
from django.conf import settings

from pim import crisis, help_page
from pim.enums import Nation

COPY = Path(settings.BASE_DIR) / "static" / "get-help-now.html"


def test_help_stands_without_database_session_or_known_host(client):
    """No ``db`` mark: any query would fail this test."""
    client.cookies["session"] = "whatever"
    page = client.get("/get-help-now/", HTTP_HOST="unknown.example")

    assert page.status_code == 200
    assert not page.cookies
    assert page["Cache-Control"] == help_page.KEPT
    assert page["X-Frame-Options"] == "DENY"
    assert "stale-if-error" in help_page.KEPT


@pytest.mark.parametrize("route", crisis.routes(Nation.ENGLAND))
def test_every_route_can_be_pressed(client, route):
    page = client.get("/get-help-now/").text

    assert f'<a href="{route.href}">{route.words.replace("&", "&amp;")}</a>' in page


def test_trouble_at_home_is_one_more_helpline_in_the_list(client):
    page = client.get("/get-help-now/").text

    assert page.index("</dl>") > page.index('href="tel:08082000247"')
    assert "abuse" not in page.lower()
    assert "abuse" not in COPY.read_text().lower()


def test_nothing_is_promised_for_lines_that_are_not_ours(client):
    page = client.get("/get-help-now/").text

    assert "someone will answer" not in page
    assert "You may have to wait a little" in page


def test_the_copy_for_when_nothing_runs_is_the_same_page():
    """Make it again with ``manage.py help_page > static/get-help-now.html``."""
    assert COPY.read_text() == help_page.page()


def test_so_is_the_copy_for_what_was_not_taken():
    """Make it again with ``manage.py help_page --not-taken > static/not-taken.html``."""
    assert COPY.with_name("not-taken.html").read_text() == help_page.not_taken()
    assert "tel:116123" in help_page.not_taken()


def test_a_nation_without_routes_of_its_own_gets_englands():
    assert crisis.routes(Nation.WALES) == crisis.ENGLAND
