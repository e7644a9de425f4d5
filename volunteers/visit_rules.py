"""A visit to somebody's home: how long it may be, and when its alarm goes to whom. Pure.

The ladder runs in minutes, not in staffed hours: a visit is going on, and somebody promised.
"""

from datetime import datetime, timedelta

from pim.escalation import Rung

LONGER_BY = timedelta(minutes=30)
MOST_LONGER = 2
LONGEST = timedelta(hours=4)
PASSED_UP_AFTER = timedelta(minutes=10)
QUIET_WHILE_SEEN_TO = timedelta(minutes=20)
MOST_RUNGS = 12
"""The named person, her deputy, then the manager again and again, for two hours in all, while
nobody sees to it."""


def why_not(starts_at: datetime, ends_at: datetime, *, now: datetime) -> tuple[str, str] | None:
    """Which box of the form, ``begins`` or ``ends``, cannot be, and why; None if both can."""
    if ends_at <= starts_at:
        return "ends", "You mean to be out before you go in. Choose a later time"
    if ends_at - starts_at > LONGEST:
        return "ends", "A visit is four hours at most. Choose an earlier time"
    if ends_at <= now:
        return "ends", "This has passed already. Choose a later time"
    return None


def minutes_inside(started_at: datetime, out_at: datetime) -> int:
    """How long a visit took, as people say it: in steps of five minutes, and never nothing."""
    steps = round((out_at - started_at) / timedelta(minutes=5))
    return min(max(5 * steps, 5), 600)


def goes_off_at(ends_at: datetime, grace_minutes: int) -> datetime:
    return ends_at + timedelta(minutes=grace_minutes)


def rungs_reached(goes_off_at: datetime, now: datetime) -> int:
    """How many should have been told by now, while nobody has said that she sees to it."""
    if now < goes_off_at:
        return 0
    return min(1 + (now - goes_off_at) // PASSED_UP_AFTER, MOST_RUNGS)


def goes_on_at(seen_at: datetime) -> datetime:
    """Somebody sees to it: time to find out how she is before the next are told."""
    return seen_at + QUIET_WHILE_SEEN_TO


def rungs_reached_again(goes_off_at: datetime, seen_at: datetime, now: datetime) -> int:
    """The same, where somebody sees to it and has not said how she is: on and on until she has."""
    before = rungs_reached(goes_off_at, seen_at)
    if now < goes_on_at(seen_at):
        return before
    return before + 1 + (now - goes_on_at(seen_at)) // PASSED_UP_AFTER


def to_tell(told: int, reached: int) -> list[int]:
    """The places on the ladder to tell now. After a standstill the manager hears once."""
    due = list(range(told, reached))
    first = [place for place in due if place < Rung.MANAGER]
    again = [place for place in due if place >= Rung.MANAGER]
    return first + again[-1:]


def rung_of(place: int) -> Rung:
    return Rung(min(place, Rung.MANAGER))
