"""When somebody will look at an answer that worries us, and who is told until then. Pure: the
page promises what this says.

Time runs only while the site is staffed and somebody is on its rota. The promise is the same
before she answers and after, and the clock of the alert is the same promise.
"""

from datetime import datetime

from outcomes.definitions import Grade
from pim.escalation import MANAGER_AFTER, Ladder, Rung
from pim.staffed_hours import StaffedHours


def look_by(grade: Grade, moment: datetime, hours: StaffedHours) -> datetime:
    """The latest time at which somebody will have looked at an answer given at ``moment``."""
    return hours.at_once(moment) if grade == Grade.AT_ONCE else hours.same_day(moment)


def ladder(
    raised_at: datetime, promised: datetime, hours: StaffedHours, *, at_once: bool
) -> Ladder:
    """Who is told when. Whoever is on duty at the answer, by e-mail at any hour; the next as soon
    as the promise is broken; the manager two staffed hours after the answer, or, where there was
    a whole day, two after that day."""
    since = raised_at if at_once else promised
    return {
        Rung.ON_DUTY: raised_at,
        Rung.DEPUTY: promised,
        Rung.MANAGER: max(promised, hours.after(MANAGER_AFTER, since)),
    }
