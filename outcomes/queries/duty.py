"""Who looks at an answer of a site, and when she will have looked."""

from datetime import datetime

from outcomes import attention
from outcomes.definitions import GoesTo, Grade
from pim import duty
from pim.enums import Role
from pim.models import Site, User


def look_by(site: Site, grade: Grade, now: datetime) -> datetime:
    """When somebody will have looked at an answer given now."""
    return attention.look_by(grade, now, duty.staffed_hours(site))


def who_looks(site: Site, at: datetime, goes_to: GoesTo = GoesTo.DUTY_ROTA) -> User | None:
    """Whoever is on duty that day; for some answers a safeguarding lead, where there is one."""
    if goes_to == GoesTo.SAFEGUARDING_LEAD and (
        lead := duty.with_role(Role.SAFEGUARDING_LEAD, site=site)
    ):
        return lead
    return duty.on_duty(site, at)
