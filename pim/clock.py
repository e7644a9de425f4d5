"""The only source of "now" outside the database.

Domain time can be shifted for demonstrations and tests: for all processes by
``PIM_CLOCK_OFFSET`` (seconds), for a block of code by :func:`standing_at`.
Sessions, sign-in codes and message leases stay on real time: use :func:`wall` for those.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """The service's time, aware, in UTC."""
    return _stopped_at.get() or timezone.now() + settings.CLOCK_OFFSET


def today() -> date:
    """The service's date in the United Kingdom."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The date of a moment in the United Kingdom."""
    return timezone.localdate(moment)


def wall() -> datetime:
    """Real time, never shifted."""
    return timezone.now()


def outside(moment: datetime) -> datetime:
    """What the clocks of others, such as a provider's, showed at a moment of the service's."""
    return moment - settings.CLOCK_OFFSET


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Inside this block it is ``moment`` (aware), and no time passes."""
    token = _stopped_at.set(moment)
    try:
        yield
    finally:
        _stopped_at.reset(token)
