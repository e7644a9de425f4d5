"""Who is there for a site at a moment: on duty, her deputy, the lead, the manager."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pim import clock
from pim.enums import Role
from pim.models import Membership, Programme, Rota, Site, User
from pim.models.people import live_memberships_of
from pim.staffed_hours import StaffedHours
from pim.working_days import MONDAY_TO_FRIDAY

RotaOfSite = Sequence[Rota]  # whoever is still here, in the order in which she is asked


def rotas_of(sites: Collection[Site]) -> dict[UUID, RotaOfSite]:
    """The rota of each site, by its key, with what each person may do: two queries in all."""
    rows = Rota.objects.filter(site__in=sites, user__is_active=True).order_by("place")
    found: dict[UUID, list[Rota]] = {site.pk: [] for site in sites}
    for row in rows.select_related("user").prefetch_related(live_memberships_of("user")):
        found[row.site_id].append(row)
    return found


def attended_weekdays(site: Site, rota: RotaOfSite | None = None) -> list[int]:
    """Staffed weekdays with somebody on the rota."""
    if rota is None:
        here = Rota.objects.filter(site=site, user__is_active=True)
        manned = here.values_list("weekday", flat=True)
    else:
        manned = [row.weekday for row in rota]
    return sorted(set(site.staffed_weekdays).intersection(manned))


def staffed_hours(site: Site, rota: RotaOfSite | None = None) -> StaffedHours:
    """When somebody is there to look. Never without a day: an alert needs a time."""
    days = attended_weekdays(site, rota) or site.staffed_weekdays or MONDAY_TO_FRIDAY
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
    site: Site, rota: RotaOfSite, since: datetime, until: datetime
) -> list[User]:
    """Who is on that day's rota, the first of them first, if the site is staffed all the way
    from then till then."""
    opens, closes = next(staffed_hours(site, rota).stretches(since))
    if not (opens <= since and until <= closes):
        return []
    weekday = clock.day_of(since).weekday()
    return [row.user for row in rota if row.weekday == weekday]


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
