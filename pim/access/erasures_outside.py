"""Whose record was erased, on a list outside the database.

A backup from before brings an erased woman back. ``manage.py erase_again`` takes the list and
erases her once more. It holds keys and times, a line each, and is only ever added to.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


def note(key: UUID, at: datetime) -> None:
    """On disk before the erasure is. Raises ``OSError``: what cannot be noted is not erased."""
    path = Path(settings.ERASURES_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{key} {at.isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())


def listed(path: Path) -> Iterator[UUID]:
    """Each key once. Raises ``ValueError`` for a line that is none, ``OSError`` for no file."""
    keys = (UUID(line.split()[0]) for line in path.read_text().splitlines() if line.strip())
    yield from dict.fromkeys(keys)
