"""When somebody will look at an answer that worries us. Pure: the page promises what this says.

Time runs only while the site is staffed and somebody is on its rota. The promise is the same
before she answers and after, and the clock of the alert is the same promise.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from outcomes.definitions import Grade
from outcomes.schedule import LONDON
from pim.working_days import add_working_days, next_working_day

AT_ONCE = timedelta(minutes=30)
"""Staffed time within which somebody looks at the most pressing answers."""


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

    @property
    def _place(self) -> dict:
        return {"nation": self.nation, "closures": self.closures, "weekdays": self.weekdays}


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LONDON)


def look_by(grade: Grade, moment: datetime, hours: StaffedHours) -> datetime:
    """The latest time at which somebody will have looked at an answer given at ``moment``.

    At once: within 30 staffed minutes. Same day: by the end of the staffed day, the one that
    runs or the next; within 30 staffed minutes where less than that is left of it.
    """
    soonest = _after(AT_ONCE, moment, hours)
    if grade == Grade.AT_ONCE:
        return soonest
    _, closes = next(hours.stretches(moment))
    return max(closes, soonest)


def _after(span: timedelta, moment: datetime, hours: StaffedHours) -> datetime:
    """``moment`` plus a span of staffed time."""
    left = span
    for start, end in hours.stretches(moment):
        if start + left <= end:
            return start + left
        left -= end - start
    raise AssertionError("staffed days do not end")
