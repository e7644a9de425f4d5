"""Addresses, bodies and files of the walk."""

import io
import re
import zipfile
from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import reverse

from outcomes.models import Release, Study
from pim.models import Message, Site
from referrals.models import Referral
from tests.attacks.matrix import reading
from tests.attacks.matrix.reading import Line
from tests.attacks.matrix.world import World
from volunteers.models import DraftPair, Volunteer

KEYS = {
    "site_id": Site, "site_pk": Site, "referral_pk": Referral, "referral": Referral,
    "volunteer_pk": Volunteer, "pair_pk": DraftPair, "message_id": Message, "release_id": Release,
}  # fmt: skip
FIXED = {
    "place": 1, "pk": 1, "token": "A" * 22, "year": 2026, "month": 3, "quarter": 1, "page": "check",
    "kind": "ring", "verb": "out", "name": "READ-ME.txt", "number": "447700900123", "key": "gad-7",
}  # fmt: skip
NAMED = {
    "figures-on-a-page": {"programme": "one", "quarter": "2026-q1"},
    "report-picture": {"key": "waiting"},
    "report-picture-figures": {"key": "waiting"},
    "demo-letter": {"name": "x"},
}
PLAUSIBLE = {
    "text": "qz", "note": "Said so.", "words": "Said so.", "reason": "other", "why": "other",
    "happened_at_0": "2026-03-02", "on": "2026-03-02", "email": "new@post.example", "name": "New",
    "called": "New", "outcome": "reached", "answer": "yes", "confirm": "on", "given": "yes",
}  # fmt: skip


def address(line: Line, world: World, owner: str) -> str | None:
    """Where this line stands for a record of this owner; None where she has none such."""
    if line.name.startswith("/"):
        return line.name
    asked = ARGUMENTS[line.name]
    values = {name: _value(name, line, world, owner) for name in asked}
    if None in values.values():
        return None
    return reverse(line.name, kwargs=values)


def _value(name: str, line: Line, world: World, owner: str):
    if name == "key" and line.button:
        return line.button
    if name == "key" and line.name == "request-release":
        return world.of(owner, Study).key
    if name in NAMED.get(line.name, {}):
        return NAMED[line.name][name]
    model = line.of if name == "pk" else KEYS.get(name)
    if name == "other_pk":
        return world.of("new", Referral).pk
    if model is None:
        return FIXED[name]
    row = world.of(owner, model)
    return row and row.pk


def _arguments() -> dict[str, tuple[str, ...]]:
    found = {}
    for name, route in reading.addresses().items():
        found[name] = tuple(
            plain or named for plain, named in re.findall(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>", route)
        )
    return found


ARGUMENTS = _arguments()


def tries(line: Line, may: bool) -> Iterator[tuple[str, dict]]:
    """Every verb; where a button is not hers, HEAD and an empty form would say nothing more."""
    yield "GET", {}
    if may or not line.button:
        yield "HEAD", {}
        yield "POST", {}
    if "POST" in line.verbs and (may or line.button):
        yield "POST", PLAUSIBLE


def opened(response: HttpResponse) -> bytes:
    """What stands in an answer, also inside a ZIP."""
    kind, body = response.headers.get("Content-Type", ""), response.content
    if not body:
        return body
    if kind.startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    return body
