"""Of the outbox, the trail and the parts of the service."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min

from pim import clock, health
from pim.access import sealing
from pim.enums import IN_FLIGHT, NOT_ARRIVED, MessageClass, MessageState
from pim.metrics import backup, sweeps
from pim.metrics.asking import Figure, add, age
from pim.models import AuditEvent, Message

WAITING = (MessageState.QUEUED, *IN_FLIGHT)


@add
def messages(now: datetime) -> Iterator[Figure]:
    """Those that are not done with; how many were ever sent would be a walk through all."""
    by_state = _count(Message.objects.filter(state__in=WAITING))
    by_state |= _count(Message.objects.filter(state__in=NOT_ARRIVED, looked_after_at=None))
    for state in (*WAITING, *NOT_ARRIVED):
        says = "Messages on their way, or not arrived and seen to by nobody."
        yield Figure("pim_messages", says, by_state.get(state, 0), {"state": state})
    # A risk alert that waits for opening hours, or is tried again, has a due time to come.
    due = Message.objects.filter(state__in=WAITING, due_at__lte=now).order_by()
    oldest = dict(due.values_list("klass").annotate(oldest=Min("due_at")))
    for klass in MessageClass.values:
        says = "How long the oldest message that should be gone has waited, by its class."
        yield Figure(
            "pim_message_oldest_seconds", says, age(oldest.get(klass), now), {"class": klass}
        )


def _count(rows) -> dict[str, int]:
    return dict(rows.order_by().values_list("state").annotate(count=Count("pk")))


@add
def trail(now: datetime) -> Iterator[Figure]:
    """By the order of writing: exact but for what was written while the last seal was made."""
    last = sealing.newest()
    rows = AuditEvent.objects.filter(id__gt=last.newest_id if last else 0)
    found = rows.aggregate(count=Count("pk"), oldest=Min("created_at"))
    yield Figure("pim_audit_rows_unsealed", "Rows of the trail not under seal.", found["count"])
    says = "How long the oldest of them has waited."
    yield Figure("pim_audit_unsealed_oldest_seconds", says, age(found["oldest"], clock.wall()))


@add
def parts(now: datetime) -> Iterator[Figure]:
    said = health.report()
    for name in ("broker", "worker", "beat"):
        says = "Whether a part of the service gave a sign of life."
        yield Figure("pim_part_up", says, said[name] == health.OK, {"part": name})


add(sweeps.figures)
add(backup.figures)
