"""nginx as it is shipped, in front of a service that is away: help is there all the same."""

import pytest

from pim.settings import BASE_DIR
from tests.deploy.proxy import asked, proxy_before

SAID_ONCE = (
    "Strict-Transport-Security",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """Nobody is behind it."""
    folder = tmp_path_factory.mktemp("proxy")
    with proxy_before(folder, folder) as running:
        yield running
    assert "/questionnaire/" not in running.said.read_text()


def test_help_is_there_when_nothing_behind_it_is(proxy):
    answer, body = asked(proxy.secure, "/get-help-now/")
    assert answer.status == 200
    assert body == (BASE_DIR / "static" / "get-help-now.html").read_text()
    for name in SAID_ONCE:
        assert len(answer.headers.get_all(name)) == 1, name
    assert asked(proxy.secure, "/static/css/public.css")[0].status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_other_page_is_away_and_shows_help_too(proxy, method):
    answer, body = asked(proxy.secure, "/questionnaire/a-token/", method)
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert "116 123" in body


def test_without_tls_it_only_says_where_to_go(proxy):
    answer, _ = asked(proxy.plain, "/refer/", secure=False)
    assert (answer.status, answer.headers["Location"]) == (308, "https://www.example.org/refer/")
