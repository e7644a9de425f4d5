"""Programmes and their sites as data: ``pim/programmes/<slug>.json``, one file a programme.

Loading only ever adds. What a manager has since changed on screen stays as she left it.

A district belongs to one site at a time, whatever the programme: a mum who refers herself is
placed by her postcode alone, and two answers would be none. A file that claims a district of
another site that is open is refused whole.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Programme, Site

FOLDER = Path(__file__).parent / "programmes"


class DistrictTaken(DomainError):
    """Two open sites would both answer for one postcode district."""


class Loaded(NamedTuple):
    """One row, and whether loading made it."""

    row: Programme | Site
    created: bool


def slugs() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def document(slug: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))


@transaction.atomic
def load(document: dict[str, Any], *, by: Actor, now: dt.datetime) -> list[Loaded]:
    """Add the programme and those of its sites that are not there yet."""
    columns = {name: value for name, value in document.items() if name not in ("slug", "sites")}
    programme, created = Programme.objects.get_or_create(slug=document["slug"], defaults=columns)
    loaded = [
        Loaded(programme, created),
        *(_site(programme, site, now.date()) for site in document["sites"]),
    ]
    for row in (row for row, created in loaded if created):
        audit.record(by=by, action=f"{row._meta.model_name}.loaded", target=row, now=now)
    return loaded


def _site(programme: Programme, document: dict[str, Any], today: dt.date) -> Loaded:
    columns = dict(_columns(document))
    slug = columns.pop("slug")
    known = Site.objects.filter(programme=programme, slug=slug).first()
    if known:
        return Loaded(known, False)
    _check_free(columns["postcode_districts"], today)
    return Loaded(Site.objects.create(programme=programme, slug=slug, **columns), True)


def _columns(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if name.endswith("_on"):
            value = dt.date.fromisoformat(value)
        if name in ("staffed_from", "staffed_until"):
            value = dt.time.fromisoformat(value)
        yield name, value


def _check_free(districts: list[str], today: dt.date) -> None:
    taken = Site.objects.open_on(today).filter(postcode_districts__overlap=districts).first()
    if taken:
        shared = ", ".join(sorted(set(districts) & set(taken.postcode_districts)))
        raise DistrictTaken(f"{shared}: {taken.name} already answers for it.")
