"""Which questionnaires each programme asks when, as data: ``outcomes/plans/<programme>.json``.

Loading only ever adds: a wave that a manager has changed stays as she left it.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from outcomes.models import Wave
from pim.access import audit
from pim.access.audit import Actor
from pim.models import Programme

FOLDER = Path(__file__).parent / "plans"


class Loaded(NamedTuple):
    """One wave, and whether loading made it."""

    row: Wave
    created: bool


def plan(programme_slug: str) -> list[dict[str, Any]]:
    path = FOLDER / f"{programme_slug}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


@transaction.atomic
def load(programme: Programme, *, by: Actor, now: datetime) -> list[Loaded]:
    """Add those waves of the programme's plan that are not there yet."""
    loaded = [_wave(programme, dict(wave)) for wave in plan(programme.slug)]
    for wave in (row for row, created in loaded if created):
        audit.record(by=by, action="wave.loaded", target=wave, now=now, key=wave.key)
    return loaded


def _wave(programme: Programme, columns: dict[str, Any]) -> Loaded:
    key = columns.pop("key")
    return Loaded(*Wave.objects.get_or_create(programme=programme, key=key, defaults=columns))
