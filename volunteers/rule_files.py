"""How each programme matches, and its rhythm, as data: ``volunteers/rules/<programme>.json``.

Only what differs from the usual stands there. Loading only ever adds: rules that a manager has
set stay as she left them.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Programme
from volunteers.matching import STANDARD
from volunteers.models import SupportRules

FOLDER = Path(__file__).parent / "rules"
KNOWN = {field.name for field in SupportRules._meta.fields} - {"programme"}


class Loaded(NamedTuple):
    """The rules of a programme, and whether loading made them."""

    row: SupportRules
    created: bool


def document(programme_slug: str) -> dict[str, Any]:
    path = FOLDER / f"{programme_slug}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@transaction.atomic
def load(programme: Programme, *, by: Actor, now: datetime) -> list[Loaded]:
    """Add the rules of the programme, if it has a file and none of its own yet."""
    said = checked(document(programme.slug))
    if not said:
        return []
    rules, created = SupportRules.objects.get_or_create(programme=programme, defaults=said)
    if created:
        audit.record(by=by, action="support_rules.loaded", target=rules, now=now)
    return [Loaded(rules, created)]


def checked(said: dict[str, Any]) -> dict[str, Any]:
    if unknown := said.keys() - KNOWN:
        raise DomainError(f"There is no rule called {', '.join(sorted(unknown))}.")
    try:
        STANDARD.changed(**said.get("weights", {}))
    except ValueError as error:
        raise DomainError(str(error)) from error
    return said
