"""Who is there for a site at a moment: on duty, her deputy, the lead, the manager."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from pim import clock
from pim.enums import Role
from pim.models import Membership, Programme, Rota, Site, User
from pim.staffed_hours import StaffedHours
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


def on_duty(site: Site, at: datetime) -> User | None:
    """Whoever is first on the rota that day; without a rota a coordinator, failing her a lead."""
    return (
        _first_on_rota(site, at)
        or with_role(Role.COORDINATOR, site=site)
        or with_role(Role.SAFEGUARDING_LEAD, site=site)
    )


def on_rota_throughout(
    site: Site, since: datetime, until: datetime, besides: Collection[User] = ()
) -> User | None:
    """Who is first on that day's rota, if the site is staffed all the way from then till then."""
    opens, closes = next(staffed_hours(site).stretches(since))
    is_staffed = opens <= since and until <= closes
    return _first_on_rota(site, since, besides) if is_staffed else None


def deputy(site: Site, at: datetime, besides: Collection[User]) -> User | None:
    """Who stands in when those told so far do not answer: the next on the rota, else a lead."""
    return _first_on_rota(site, at, besides) or with_role(
        Role.SAFEGUARDING_LEAD, site=site, besides=besides
    )


def with_role(
    role: Role,
    *,
    site: Site | None = None,
    programme: Programme | None = None,
    besides: Collection[User] = (),
) -> User | None:
    """Whoever has held a role longest, over the site or, without one, anywhere in the programme."""
    held = Membership.objects.live().filter(role=role, user__is_active=True)
    there = held.filter(near(site=site, programme=programme)).exclude(user__in=besides)
    member = there.select_related("user").order_by("started_on", "id").first()
    return member.user if member else None


def near(*, site: Site | None, programme: Programme | None) -> Q:
    """Memberships that reach a site or, without one, anything in the programme."""
    if site is not None:
        there = Q(site=site) | Q(programme=site.programme_id)
    else:
        there = Q(site__programme=programme) | Q(programme=programme)
    return there | Q(site=None, programme=None)


def _first_on_rota(site: Site, at: datetime, besides: Collection[User] = ()) -> User | None:
    that_day = Rota.objects.filter(site=site, weekday=clock.day_of(at).weekday())
    free = that_day.filter(user__is_active=True).exclude(user__in=besides)
    first = free.select_related("user").order_by("place").first()
    return first.user if first else None
