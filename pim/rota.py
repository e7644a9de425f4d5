"""Who looks at worrying answers, site by site and weekday by weekday."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from pim.access import audit, roles
from pim.access.audit import Actor
from pim.models import Membership, Rota, Site, User

PLACES = {1: "On duty", 2: "Deputy", 3: "Lead"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Week = dict[tuple[int, int], User | None]  # (weekday, place) -> who looks


def week_of(site: Site) -> Week:
    rows = Rota.objects.filter(site=site).select_related("user")
    return {(row.weekday, row.place): row.user for row in rows}


def who_may(site: Site):
    """The people whose role lets them see risk alerts of the site."""
    there = Q(site=site) | Q(programme=site.programme_id)
    everywhere = Q(site__isnull=True, programme__isnull=True)
    held = Membership.objects.live().filter(role__in=roles.GRANTS[roles.SEE_RISK])
    return User.objects.active().filter(pk__in=held.filter(there | everywhere).values("user"))


@transaction.atomic
def set_week(*, site: Site, week: Week, by: Actor, now: datetime) -> None:
    """Put these people in these places. Places not named stay; None empties one."""
    site = Site.objects.select_for_update().get(pk=site.pk)
    roles.check(by.user, roles.MANAGE_SITES, site)
    before = week_of(site)
    changed = [place for place, user in week.items() if before.get(place) != user]
    for weekday, place in changed:
        here = Rota.objects.filter(site=site, weekday=weekday, place=place)
        here.delete()
        if user := week[weekday, place]:
            Rota.objects.create(site=site, weekday=weekday, place=place, user=user)
    if changed:
        days = sorted({weekday for weekday, _ in changed})
        audit.record(
            by=by,
            action="site.rota_changed",
            target=site,
            now=now,
            fields=" ".join(WEEKDAYS[day].lower() for day in days),
        )
