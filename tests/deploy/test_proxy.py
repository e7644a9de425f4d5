"""The proxy in front, as shipped: help without the service, and headers said once."""

import re

import pytest

from pim.settings import BASE_DIR
from tests.deploy.proxy import CONFIG, asked, needs_nginx, proxy_before
from tests.deploy.test_compose import SERVICES

SAID_ONCE = (
    "Strict-Transport-Security",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
)


def test_it_knows_the_sockets_of_the_web_processes():
    bound = {SERVICES[name]["command"][-1] for name in ("web-a", "web-b")}
    assert set(re.findall(r"server (unix:\S+sock) ", CONFIG.read_text())) == bound


def test_it_sets_no_header_on_what_the_service_answers():
    """``add_header`` stands only where nginx answers itself."""
    inside = re.findall(r"location (\S+ ?\S*) \{([^}]*)\}", CONFIG.read_text())
    says = {where for where, what in inside if "add_header" in what}
    assert says == {"@file", "= /away"}
    assert "add_header" not in re.sub(r"location [^{]*\{[^}]*\}", "", CONFIG.read_text())


def test_it_writes_no_address_down():
    config = CONFIG.read_text()
    assert re.findall(r"^ *access_log (.*);", config, re.M) == ["off"]
    assert re.findall(r"^ *error_log (.*);", config, re.M) == ["/dev/stderr emerg"]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """Nobody is behind it."""
    folder = tmp_path_factory.mktemp("proxy")
    with proxy_before(folder, folder) as running:
        yield running
    assert "/questionnaire/" not in running.said.read_text()


@needs_nginx
def test_help_is_there_when_nothing_behind_it_is(proxy):
    answer, body = asked(proxy.secure, "/get-help-now/")
    assert answer.status == 200
    assert body == (BASE_DIR / "static" / "get-help-now.html").read_text()
    for name in SAID_ONCE:
        assert len(answer.headers.get_all(name)) == 1, name
    assert asked(proxy.secure, "/static/css/public.css")[0].status == 200


@needs_nginx
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_other_page_is_away_and_shows_help_too(proxy, method):
    answer, body = asked(proxy.secure, "/questionnaire/a-token/", method)
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert "116 123" in body


@needs_nginx
def test_without_tls_it_only_says_where_to_go(proxy):
    answer, _ = asked(proxy.plain, "/refer/", secure=False)
    assert (answer.status, answer.headers["Location"]) == (308, "https://www.example.org/refer/")
