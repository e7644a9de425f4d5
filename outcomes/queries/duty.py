"""Who is on duty at a site, and when somebody will have looked."""

from datetime import datetime

from django.db.models import Q

from outcomes import attention
from outcomes.attention import StaffedHours
from outcomes.definitions import GoesTo, Grade
from pim import clock
from pim.enums import Role
from pim.models import Membership, Rota, Site, User
from pim.working_days import MONDAY_TO_FRIDAY


def attended_weekdays(site: Site) -> list[int]:
    """Staffed weekdays with somebody on the rota."""
    manned = Rota.objects.filter(site=site, user__is_active=True).values_list("weekday", flat=True)
    return sorted(set(site.staffed_weekdays).intersection(manned))


def staffed_hours(site: Site) -> StaffedHours:
    """When somebody is there to look. Never without a day: an alert needs a time."""
    days = attended_weekdays(site) or site.staffed_weekdays or MONDAY_TO_FRIDAY
    return StaffedHours(
        opens=site.staffed_from,
        closes=site.staffed_until,
        weekdays=tuple(days),
        nation=site.nation,
        closures=tuple(site.closures),
    )


def look_by(site: Site, grade: Grade, now: datetime) -> datetime:
    """When somebody will have looked at an answer given now."""
    return attention.look_by(grade, now, staffed_hours(site))


def who_looks(site: Site, at: datetime, goes_to: GoesTo = GoesTo.DUTY_ROTA) -> User | None:
    """Whoever is on duty that day; without a rota a coordinator, and failing her a lead."""
    if goes_to == GoesTo.SAFEGUARDING_LEAD and (lead := _with_role(Role.SAFEGUARDING_LEAD, site)):
        return lead
    on_duty = Rota.objects.filter(
        site=site, weekday=clock.day_of(at).weekday(), user__is_active=True
    )
    first = on_duty.select_related("user").order_by("place").first()
    if first:
        return first.user
    return _with_role(Role.COORDINATOR, site) or _with_role(Role.SAFEGUARDING_LEAD, site)


def _with_role(role: Role, site: Site) -> User | None:
    held = Membership.objects.filter(role=role, ended_on__isnull=True, user__is_active=True)
    somewhere = Q(site=site) | Q(programme=site.programme_id) | Q(site=None, programme=None)
    member = held.filter(somewhere).select_related("user").order_by("started_on", "id").first()
    return member.user if member else None
