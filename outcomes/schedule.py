"""What is due. Pure: dates in, dates out.

Waves are counted in calendar days of the United Kingdom from an anchor date of the case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from outcomes.enums import Anchor, WaveKey

LONDON = ZoneInfo("Europe/London")
MOST_REMINDERS = 2


@dataclass(frozen=True, slots=True)
class WavePlan:
    """When one wave is asked, in days from its anchor; a negative number is before it."""

    key: str
    anchor: str
    opens_days: int
    closes_days: int
    reminder_days: tuple[int, ...] = ()
    """Days after it opened for this person, two at most."""

    def __post_init__(self) -> None:
        if self.closes_days <= self.opens_days:
            raise ValueError(f"Wave {self.key} closes before it opens.")
        if len(self.reminder_days) > MOST_REMINDERS:
            raise ValueError(f"Wave {self.key} has more than {MOST_REMINDERS} reminders.")


@dataclass(frozen=True, slots=True)
class Window:
    """One wave of one person. Both ends are days on which she may still answer."""

    key: str
    opens_on: date
    closes_on: date
    reminders: tuple[date, ...]

    def is_open_on(self, day: date) -> bool:
        """Whether she may answer on this day."""
        return self.opens_on <= day <= self.closes_on

    def until(self, day: date) -> "Window":
        """The same, closed after this day at the latest."""
        reminders = tuple(one for one in self.reminders if one <= day)
        return replace(self, closes_on=min(self.closes_on, day), reminders=reminders)

    @property
    def opens_at(self) -> datetime:
        """The first moment of the window, in UTC."""
        return start_of(self.opens_on)

    @property
    def closes_at(self) -> datetime:
        """The first moment after the window, in UTC."""
        return start_of(self.closes_on + timedelta(days=1))


def ends_with_first_session(key: str, anchor: str) -> bool:
    """Whether a wave asks how she is before support, and so nobody whose support has begun.

    One that is counted from the first session itself is asked as it was planned.
    """
    return WaveKey(key) is WaveKey.START and Anchor(anchor) is not Anchor.FIRST_SESSION


def window(
    plan: WavePlan, anchors: Mapping[str, date | None], opened_on: date | None = None
) -> Window | None:
    """The window of one wave; None while its anchor date is not known.

    ``opened_on``: the day it really opened, if that was later than planned (she was accepted
    late, or a broker was down). Reminders count from there; it closes when it would have.
    None if that leaves no day at all.
    """
    anchor = anchors.get(plan.anchor)
    if anchor is None:
        return None
    planned = anchor + timedelta(days=plan.opens_days)
    opens_on = max(planned, opened_on or planned)
    closes_on = anchor + timedelta(days=plan.closes_days)
    if opens_on > closes_on:
        return None
    return Window(plan.key, opens_on, closes_on, _reminders(plan, opens_on, closes_on))


def _reminders(plan: WavePlan, opens_on: date, closes_on: date) -> tuple[date, ...]:
    """One a day at most, never on the day it opens, never after it closes."""
    days = {opens_on + timedelta(days=gap) for gap in plan.reminder_days}
    return tuple(sorted(day for day in days if opens_on < day <= closes_on))


def open_windows(
    plans: Iterable[WavePlan], anchors: Mapping[str, date | None], today: date
) -> list[Window]:
    """The windows in which this person may answer today, soonest to close first."""
    windows = [window(plan, anchors) for plan in plans]
    found = [each for each in windows if each is not None and each.is_open_on(today)]
    return sorted(found, key=lambda each: each.closes_on)


@lru_cache(maxsize=4096)
def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)
