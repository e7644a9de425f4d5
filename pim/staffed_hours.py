"""The hours in which somebody is there, and moments counted in them. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pim.working_days import MONDAY_TO_FRIDAY, add_working_days, next_working_day

LONDON = ZoneInfo("Europe/London")
AT_ONCE = timedelta(minutes=30)
"""Staffed time within which somebody looks at what is most pressing."""


@dataclass(frozen=True)
class StaffedHours:
    """When a place is staffed by somebody on duty; weekdays count from Monday, 0."""

    opens: time
    closes: time
    weekdays: tuple[int, ...]
    nation: str = "ENG"
    closures: Collection[date] = ()

    def stretches(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of today, if anything, then the coming staffed days. Never ends."""
        day = next_working_day(moment.astimezone(LONDON).date(), **self._place)
        while True:
            opens, closes = (at(day, hour) for hour in (self.opens, self.closes))
            if moment < closes:
                yield max(moment, opens), closes
            day = add_working_days(day, 1, **self._place)

    def is_open_on(self, day: date) -> bool:
        return next_working_day(day, **self._place) == day

    def open_from(self, moment: datetime) -> datetime:
        """``moment`` itself if somebody is there then, else the next opening."""
        return next(self.stretches(moment))[0]

    def after(self, span: timedelta, moment: datetime) -> datetime:
        """``moment`` plus a span of staffed time, as it passes and not as the clock shows it."""
        left = span
        for stretch in self.stretches(moment):
            start, end = (edge.astimezone(UTC) for edge in stretch)
            if start + left <= end:
                return (start + left).astimezone(LONDON)
            left -= end - start
        raise AssertionError("staffed days do not end")

    def at_once(self, moment: datetime) -> datetime:
        """The latest moment that still counts as "at once": 30 staffed minutes later."""
        return self.after(AT_ONCE, moment)

    def same_day(self, moment: datetime) -> datetime:
        """The end of the staffed day, the one that runs or the next; 30 staffed minutes later
        where less than that is left of it."""
        _, closes = next(self.stretches(moment))
        return max(closes, self.at_once(moment))

    @property
    def _place(self) -> dict[str, Any]:
        return {"nation": self.nation, "closures": self.closures, "weekdays": self.weekdays}


OFFICE = StaffedHours(time(9), time(17), MONDAY_TO_FRIDAY)
"""Where nothing else is known: the hours of an ordinary office."""


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LONDON)
