"""The trail under seal: a chain of hashes that shows every row changed, taken away or slipped in.

Rows are added without waiting for each other. Every few seconds a single sealer takes the rows of
transactions that are finished (below the ``xmin`` of a snapshot no earlier one is left) and links
their hash to the last one. The newest hash also goes outside, where nobody who can write to the
database can reach it: without it a tail that was cut off would not be missed.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet

from pim.models import AuditEvent, AuditSeal

BEGINNING = "0" * 64
ONE_AT_A_TIME = 7_206_125_902
"""The key of the lock that lets one sealer seal at a time."""
SEALED_WITHIN = timedelta(minutes=1)
END_OF_COUNTING = LAST_ID = 2**63 - 1
COLUMNS = (
    *("id", "at", "actor_kind", "actor_id", "action", "target_type", "target_id", "codes"),
    *("xact_id", "created_at"),
)
ROWS_AT_ONCE = 2000


class Span(NamedTuple):
    """Which rows a seal holds: of one server, and of these transactions."""

    after_id: int
    since_xact: int
    until_xact: int

    def rows(self, until_id: int = LAST_ID) -> QuerySet[AuditEvent]:
        """``until_id``: the last one of this server, where a later one goes on."""
        return AuditEvent.objects.filter(
            id__gt=self.after_id,
            id__lte=until_id,
            xact_id__gte=self.since_xact,
            xact_id__lt=self.until_xact,
        )


class Sum(NamedTuple):
    """What the rows of a span come to."""

    events: int
    hash: str


@transaction.atomic
def seal_finished(*, now: datetime) -> AuditSeal | None:
    """Seal what is finished; the newest seal made, or None if there was nothing to seal."""
    return seal_below(finished_below(), now=now) if _is_only_sealer() else None


def seal_below(finished: int, *, now: datetime) -> AuditSeal | None:
    """The same for transactions below this number, all of which must have ended."""
    last, made = newest(), None
    for span in _open_spans(last, finished):
        if span.rows().exists():
            last = made = _seal(span, last, now)
    return made


def newest() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-number").first()


def sum_of(span: Span, number: int, previous_hash: str, until_id: int = LAST_ID) -> Sum:
    """SHA-256 over the link before, the span, and every row of it in the order of writing."""
    digest = hashlib.sha256(_line([number, previous_hash, *span]))
    rows = span.rows(until_id).order_by("xact_id", "id").values_list(*COLUMNS)
    events = 0
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        digest.update(_line(row))
        events += 1
    return Sum(events, digest.hexdigest())


def unsealed(last: AuditSeal | None) -> QuerySet[AuditEvent]:
    if last is None:
        return AuditEvent.objects.all()
    if last.until_xact == END_OF_COUNTING:
        return AuditEvent.objects.filter(id__gt=last.newest_id)
    return AuditEvent.objects.filter(id__gt=last.after_id, xact_id__gte=last.until_xact)


def oldest_unsealed(last: AuditSeal | None) -> datetime | None:
    return unsealed(last).aggregate(oldest=Min("created_at"))["oldest"]


def _is_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return cursor.fetchone()[0]


def _open_spans(last: AuditSeal | None, finished: int) -> list[Span]:
    """What is not sealed yet. A new server counts transactions from the start again: what came
    with the move is sealed first, and its own rows have higher ids."""
    if last is None:
        return [Span(0, 0, finished)]
    if finished >= last.until_xact:
        return [] if finished == last.until_xact else [_next(last, finished)]
    brought = _next(last, END_OF_COUNTING)
    newest_brought = brought.rows().aggregate(newest=Max("id"))["newest"] or 0
    return [brought, Span(max(last.newest_id, newest_brought), 0, finished)]


def _next(last: AuditSeal, until_xact: int) -> Span:
    return Span(last.after_id, last.until_xact, until_xact)


def finished_below() -> int:
    """Every transaction with a lower number has ended, on the whole server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def _seal(span: Span, last: AuditSeal | None, now: datetime) -> AuditSeal:
    number, previous = (last.number + 1, last.hash) if last else (1, BEGINNING)
    found = sum_of(span, number, previous)
    newest_id = span.rows().aggregate(newest=Max("id"))["newest"]
    return AuditSeal.objects.create(
        number=number,
        made_at=now,
        newest_id=max(newest_id, last.newest_id if last else 0),
        events=found.events,
        previous_hash=previous,
        hash=found.hash,
        **span._asdict(),
    )


def _line(values: Iterable[object]) -> bytes:
    return json.dumps(list(values), sort_keys=True, default=_plain).encode() + b"\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
