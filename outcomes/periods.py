"""The periods a report can be about: all of it, or one quarter. Fixed cuts, never free dates,
so that nobody can find one woman as the difference of two reports. Pure."""

import datetime as dt
import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = ("January to March", "April to June", "July to September", "October to December")
KEY = re.compile(r"(20\d\d)-q([1-4])")


class Period(NamedTuple):
    """From its first moment up to, and not with, the first moment after it."""

    key: str
    label: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


ALL = Period("all", "All of it, so far", None, None)
YEAR = "12-months"


def quarter(year: int, number: int) -> Period:
    """Quarter 1 to 4 of a calendar year, as the clock in London has it."""
    return Period(
        f"{year}-q{number}",
        f"{MONTHS[number - 1]} {year}",
        _first_moment(year, number),
        _first_moment(year + number // 4, number % 4 + 1),
    )


def _first_moment(year: int, number: int) -> dt.datetime:
    return dt.datetime(year, 3 * number - 2, 1, tzinfo=LONDON)


def quarter_with(moment: dt.datetime) -> Period:
    """The quarter a moment lies in, as the clock in London has it."""
    day = moment.astimezone(LONDON)
    return quarter(day.year, (day.month + 2) // 3)


def period_of(key: str) -> Period | None:
    """The period with this key, or None if there is none such."""
    if key in ("", ALL.key):
        return ALL
    found = KEY.fullmatch(key)
    return quarter(int(found[1]), int(found[2])) if found else None


def recent(today: dt.date, how_many: int = 8) -> list[Period]:
    """All of it, the last 12 months, then the last quarters, the newest first."""
    count = today.year * 4 + (today.month - 1) // 3
    quarters = [divmod(count - back, 4) for back in range(how_many)]
    return [ALL, last_year(today), *(quarter(year, number + 1) for year, number in quarters)]


def last_year(today: dt.date) -> Period:
    """The last 12 months that are over."""
    until = dt.datetime(today.year, today.month, 1, tzinfo=LONDON)
    since = until.replace(year=until.year - 1)
    last = until - dt.timedelta(days=1)
    return Period(YEAR, f"12 months: {since:%B %Y} to {last:%B %Y}", since, until)


def offered(key: str, today: dt.date) -> Period | None:
    """The period with this key, of those a reader may choose today."""
    return next((one for one in recent(today) if one.key == (key or ALL.key)), None)
