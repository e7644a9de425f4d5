"""How far up something unseen has to be passed, by the staffed time since it was raised. Pure.

Time runs only while the site is staffed. There is no on-call outside those hours: what comes in
at night begins at the next opening, and the pages say so.
"""

from datetime import datetime, timedelta
from enum import IntEnum

from pim.staffed_hours import StaffedHours

MANAGER_AFTER = timedelta(hours=2)


class Rung(IntEnum):
    """Who is told, one after the other, until somebody says that she has seen it."""

    ON_DUTY = 0
    DEPUTY = 1
    MANAGER = 2


Ladder = dict[Rung, datetime]


def ladder(raised_at: datetime, hours: StaffedHours, *, at_once: bool) -> Ladder:
    """When each is told: for what must be seen at once, and for what must be seen that day."""
    first = {Rung.ON_DUTY: hours.open_from(raised_at)}
    if not at_once:
        return first | {Rung.DEPUTY: hours.same_day(raised_at)}
    return first | {
        Rung.DEPUTY: hours.at_once(raised_at),
        Rung.MANAGER: hours.after(MANAGER_AFTER, raised_at),
    }


def rungs_due(steps: Ladder, now: datetime, *, seen: bool) -> list[Rung]:
    """Those whose time has come, lowest first; none once somebody has seen it."""
    return [] if seen else sorted(rung for rung, moment in steps.items() if moment <= now)
