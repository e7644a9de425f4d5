"""Whether the trail is as it was written: every seal, every row, and the hashes kept outside."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pim.access import sealing
from pim.access.sealing import Span
from pim.models import AuditEvent, AuditSeal

Heads = Mapping[int, str]
"""Number of a seal -> its hash, as kept outside."""


def problems(heads: Heads, *, now: datetime) -> Iterator[str]:
    """One sentence for each thing that is not as it was written."""
    last, held, servers = None, 0, _servers()
    for seal in AuditSeal.objects.order_by("number").iterator():
        yield from _broken(seal, last, servers[seal.after_id])
        held += seal.events
        last = seal
    yield from _unlike(heads)
    yield from _outside_every_seal(held, last)
    yield from _late(last, now)


def _servers() -> dict[int, int]:
    """The id before the first of each server -> the last of it."""
    firsts = sorted({0, *AuditSeal.objects.values_list("after_id", flat=True)})
    return dict(zip(firsts, [*firsts[1:], sealing.LAST_ID], strict=True))


def _broken(seal: AuditSeal, last: AuditSeal | None, until_id: int) -> Iterator[str]:
    number, previous = (last.number + 1, last.hash) if last else (1, sealing.BEGINNING)
    if seal.number != number:
        yield f"Seal {number} is missing."
    if seal.previous_hash != previous or not _follows(seal, last):
        yield f"Seal {seal.number} does not follow the one before it."
    span = Span(seal.after_id, seal.since_xact, seal.until_xact)
    found = sealing.sum_of(span, seal.number, seal.previous_hash, until_id)
    if found.events != seal.events:
        yield f"Seal {seal.number} of {seal.made_at:%d %B %Y} was made of {seal.events} rows; " + (
            f"there are {found.events}."
        )
    elif found.hash != seal.hash:
        yield f"A row under seal {seal.number} of {seal.made_at:%d %B %Y} was changed."


def _follows(seal: AuditSeal, last: AuditSeal | None) -> bool:
    if last is None or seal.after_id != last.after_id:
        return seal.since_xact == 0 and seal.after_id == (last.newest_id if last else 0)
    return seal.since_xact == last.until_xact


def _unlike(heads: Heads) -> Iterator[str]:
    kept = dict(AuditSeal.objects.filter(number__in=heads).values_list("number", "hash"))
    for number, head in sorted(heads.items()):
        if number not in kept:
            yield f"Seal {number}, known outside, is not there: the end of the trail was cut off."
        elif kept[number] != head:
            yield f"Seal {number} is not the one known outside: the trail was written anew."


def _outside_every_seal(held: int, last: AuditSeal | None) -> Iterator[str]:
    waiting = sealing.unsealed(last).count()
    rows = AuditEvent.objects.count()
    if rows != held + waiting:
        yield f"{rows:,} rows are there; {held:,} are sealed and {waiting:,} wait for a seal."


def _late(last: AuditSeal | None, now: datetime) -> Iterator[str]:
    oldest = sealing.oldest_unsealed(last)
    if oldest and now - oldest > sealing.SEALED_WITHIN:
        minutes = int((now - oldest).total_seconds() // 60)
        yield f"A row has waited {minutes} minutes for its seal. Is the worker running?"
