"""How far the backup has kept the server's log, as the server itself sees it.

The web process cannot read backups, nor should it. It notes where the log is now and then; the
newest note that the backup has passed says until when everything is kept. Whether what is kept
can be read, ``manage.py backup --check`` says.
"""

from collections.abc import Iterator
from datetime import datetime

from django.core.cache import cache
from django.db import connection

from pim import clock
from pim.metrics.asking import Figure, age

NOTES, MOST_NOTES = "log-places", 400
BETWEEN = 10  # seconds
ASK = """SELECT pg_current_wal_lsn() - '0/0', slot.restart_lsn - '0/0', slot.active
    FROM (SELECT 1) AS one LEFT JOIN pg_replication_slots AS slot
    ON slot.slot_type = 'physical' AND slot.slot_name = 'pim_backup'"""

Note = tuple[datetime, int]


def figures(now: datetime) -> Iterator[Figure]:
    """None where no backup has ever taken the log."""
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        written, kept, is_there = cursor.fetchone()
    if kept is None:
        return
    yield Figure("pim_backup_up", "Whether the backup is taking in the log.", is_there)
    says = "What the log holds that the backup does not."
    yield Figure("pim_backup_behind_bytes", says, max(0, written - kept))
    if since := _kept_until(int(written), int(kept)):
        says = "How long ago it was that everything was kept."
        yield Figure("pim_backup_age_seconds", says, age(since, clock.wall()))


def _kept_until(written: int, kept: int) -> datetime | None:
    notes: list[Note] = cache.get(NOTES, [])
    wall = clock.wall()
    if not notes or age(notes[-1][0], wall) >= BETWEEN:
        notes = [*notes, (wall, written)][-MOST_NOTES:]
        cache.set(NOTES, notes, timeout=None)
    return max((at for at, place in notes if place <= kept), default=notes[0][0])
