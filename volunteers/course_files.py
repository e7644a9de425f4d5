"""What each programme teaches its volunteers, as data: ``volunteers/courses/<programme>.json``.

Loading only ever adds: a course that a manager has changed stays as she left it.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.models import Programme
from volunteers.models import Course

FOLDER = Path(__file__).parent / "courses"


class Loaded(NamedTuple):
    """One course, and whether loading made it."""

    row: Course
    created: bool


def courses(programme_slug: str) -> list[dict[str, Any]]:
    path = FOLDER / f"{programme_slug}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


@transaction.atomic
def load(programme: Programme, *, by: Actor, now: datetime) -> list[Loaded]:
    """Add those courses of the programme that are not there yet."""
    loaded = [_course(programme, dict(course)) for course in courses(programme.slug)]
    for course in (row for row, created in loaded if created):
        audit.record(by=by, action="course.loaded", target=course, now=now)
    return loaded


def _course(programme: Programme, columns: dict[str, Any]) -> Loaded:
    name = columns.pop("name")
    return Loaded(*Course.objects.get_or_create(programme=programme, name=name, defaults=columns))
