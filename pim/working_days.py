"""Working days of a place: its staffed weekdays, less bank holidays and closures. Pure."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

import holidays

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)


@lru_cache(maxsize=8)
def bank_holidays(nation: str) -> holidays.HolidayBase:
    """Bank holidays of ENG, SCT, WLS or NIR, from the ``holidays`` package."""
    return holidays.country_holidays("GB", subdiv=nation)


def is_working_day(
    day: date,
    *,
    nation: str = "ENG",
    closures: Collection[date] = (),
    weekdays: Collection[int] = MONDAY_TO_FRIDAY,
) -> bool:
    return day.weekday() in weekdays and day not in closures and day not in bank_holidays(nation)


def add_working_days(day: date, count: int, **place) -> date:
    """The ``count``-th working day after ``day``. Raises ``ValueError`` if none come in a year."""
    return _nth(_days_after(day), count, place)


def next_working_day(day: date, **place) -> date:
    """``day`` itself if it is a working day, else the next one."""
    return _nth(_days_after(day - timedelta(days=1)), 1, place)


def _days_after(day: date) -> Iterator[date]:
    return (day + timedelta(days=step) for step in range(1, 366))


def _nth(days: Iterator[date], count: int, place: dict) -> date:
    working = (day for day in days if is_working_day(day, **place))
    found = next(islice(working, count - 1, None), None)
    if found is None:
        raise ValueError("This place has no working days.")
    return found
