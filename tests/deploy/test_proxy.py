"""The proxy in front, as shipped: help without the service, and headers said once."""

import re

from tests.deploy.proxy import CONFIG
from tests.deploy.test_compose import SERVICES


def test_it_knows_the_sockets_of_the_web_processes():
    bound = {SERVICES[name]["command"][-1] for name in ("web-a", "web-b")}
    assert set(re.findall(r"server (unix:\S+sock) ", CONFIG.read_text())) == bound


def test_it_sets_no_header_on_what_the_service_answers():
    """``add_header`` stands only where nginx answers itself."""
    inside = re.findall(r"location (\S+ ?\S*) \{([^}]*)\}", CONFIG.read_text())
    says = {where for where, what in inside if "add_header" in what}
    assert says == {"@file", "= /away", "= /not-taken"}
    assert "add_header" not in re.sub(r"location [^{]*\{[^}]*\}", "", CONFIG.read_text())


def test_it_writes_no_address_down():
    config = CONFIG.read_text()
    assert re.findall(r"^ *access_log (.*);", config, re.M) == ["off"]
    assert re.findall(r"^ *error_log (.*);", config, re.M) == ["/dev/stderr emerg"]


def test_figures_are_asked_from_inside_alone():
    servers = CONFIG.read_text().split("    server {")[1:]
    passing = {re.search(r"listen (\d+)", one)[1] for one in servers if ":/metrics;" in one}
    assert passing == {"9464"}
    (inside,) = [one for one in servers if "listen 9464" in one]
    assert "deny all;" in inside
    assert "location = /metrics {\n            return 404;" in CONFIG.read_text()
    published = SERVICES["proxy"]["ports"]
    assert [one for one in published if "9464" in one] == ["127.0.0.1:9464:9464"]
