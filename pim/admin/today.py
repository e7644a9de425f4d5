"""The queues on *Today*. Each app registers its own in ``AppConfig.ready()``:

today.register(Queue("calls", "Calls to make", rows=calls_due, permission=SEE_CASES, order=20))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from pim.access import roles

if TYPE_CHECKING:
    from pim.models import User

SHOWN = 10


class Urgency(IntEnum):
    AT_ONCE = 0
    OVERDUE = 1
    NORMAL = 2


@dataclass(frozen=True)
class Row:
    """One thing to do. ``text`` is what she reads, ``url`` where she does it."""

    text: str
    url: str
    since: datetime | date | None = None
    urgency: Urgency = Urgency.NORMAL
    detail: str = ""


@dataclass(frozen=True)
class Queue:
    """``rows(user, now)`` gives the most pressing first, in a constant number of queries.

    ``see_all`` is the address of a list of all of them, for those not shown here.
    """

    key: str
    title: str
    rows: Callable[["User", datetime], Sequence[Row]]
    permission: str
    order: int = 100
    see_all: Callable[[], str] | None = None


@dataclass(frozen=True)
class Waiting:
    """A queue with something in it."""

    queue: Queue
    rows: Sequence[Row]

    @property
    def shown(self) -> Sequence[Row]:
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.rows) - len(self.shown)

    @property
    def see_all(self) -> str:
        return self.queue.see_all() if self.queue.see_all else ""


_queues: dict[str, Queue] = {}


def register(queue: Queue) -> None:
    if queue.key in _queues:
        raise ValueError(f"Two queues are called {queue.key}")
    _queues[queue.key] = queue


def queues_of(user: "User") -> list[Queue]:
    allowed = (queue for queue in _queues.values() if roles.can(user, queue.permission))
    return sorted(allowed, key=lambda queue: (queue.order, queue.key))


def waiting(user: "User", now: datetime) -> tuple[list[Waiting], list[Queue]]:
    """The queues with something in them, and those with nothing."""
    filled, empty = [], []
    for queue in queues_of(user):
        if rows := list(queue.rows(user, now)):
            filled.append(Waiting(queue, rows))
        else:
            empty.append(queue)
    return filled, empty
