"""When a message may leave. Pure.

Quiet hours bind invitations and reminders, never receipts or a link she just asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
LONGEST_WAIT_DAYS = 366


@dataclass(frozen=True, slots=True)
class Hours:
    """The part of a local day in which messages may leave; the end is not included."""

    opens: time = time(9)
    closes: time = time(20)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("Hours must open before they close, on the same day.")


DAYTIME = Hours()
EARLY = Hours(time(9), time(12))
"""For invitations with a risk question: somebody is there for the rest of the day."""


def any_day(day: date) -> bool:
    return True


def next_allowed(
    moment: datetime,
    hours: Hours = DAYTIME,
    allowed: Callable[[date], bool] = any_day,
    tz: ZoneInfo = LONDON,
) -> datetime:
    """The first moment from ``moment`` on that lies within ``hours`` of an allowed local day.

    ``moment`` must be aware; the answer is in UTC and right on days when the clock changes.
    ``allowed``: for example, whether a site is staffed on that day. Raises ValueError for a
    naive moment, and if no day within a year is allowed.
    """
    if moment.tzinfo is None:
        raise ValueError("The moment needs a time zone.")
    local = moment.astimezone(tz)
    if hours.opens <= local.time() < hours.closes and allowed(local.date()):
        return moment.astimezone(UTC)
    first = local.date() + timedelta(days=local.time() >= hours.opens)
    for later in range(LONGEST_WAIT_DAYS):
        day = first + timedelta(days=later)
        if allowed(day):
            return datetime.combine(day, hours.opens, tz).astimezone(UTC)
    raise ValueError("No day within a year is allowed.")
