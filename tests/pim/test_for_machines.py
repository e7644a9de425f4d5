import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from pim import clock


def lines_of(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return [line.split(": ", 1) for line in answer.content.decode().splitlines()]


def test_who_finds_a_hole_learns_whom_to_tell(client, settings):
    settings.SECURITY_CONTACT, settings.BASE_URL = "mailto:us@pim.example", "https://pim.example"
    fields = dict(lines_of(client, "/.well-known/security.txt"))
    assert fields["Contact"] == "mailto:us@pim.example"
    assert fields["Canonical"] == "https://pim.example/.well-known/security.txt"
    left = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert 170 < (left - clock.now()).days < 365


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/", True),
        ("/get-help-now/", True),
        ("/privacy/", True),
        ("/static/css/public.css", True),
        ("/refer/yourself/you/", False),
        ("/questionnaire/abc/", False),
        ("/admin/", False),
    ],
)
def test_robots_see_what_is_for_everybody_and_nothing_else(client, address, may):
    rules = lines_of(client, "/robots.txt")
    assert rules[0] == ["User-agent", "*"]
    kind, _ = max(
        (rule for rule in rules[1:] if re.match(re.escape(rule[1]).replace(r"\$", "$"), address)),
        key=lambda rule: (len(rule[1]), rule[0] == "Allow"),
    )
    assert (kind == "Allow") is may


def test_pages_named_to_robots_are_there():
    assert reverse("volunteer") == "/volunteer/"
    assert reverse("refer") == "/refer/"
