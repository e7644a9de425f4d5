"""When somebody will look at an answer that worries us. Pure: the page promises what this says.

Time runs only while the site is staffed and somebody is on its rota. The promise is the same
before she answers and after, and the clock of the alert is the same promise.
"""

from datetime import datetime

from outcomes.definitions import Grade
from pim.staffed_hours import StaffedHours


def look_by(grade: Grade, moment: datetime, hours: StaffedHours) -> datetime:
    """The latest time at which somebody will have looked at an answer given at ``moment``."""
    return hours.at_once(moment) if grade == Grade.AT_ONCE else hours.same_day(moment)
