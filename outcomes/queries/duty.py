"""Who looks at an answer of a site, when she will have looked, and who comes next.

Only those count whose role lets them see such an answer there: a name left on the rota after its
bearer went does not. There is always somebody to tell, if only the manager, who sees that
something waits and not what.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db.models import Q

from outcomes import attention
from outcomes.definitions import GoesTo, Grade
from pim import clock, duty
from pim.access import roles
from pim.enums import Role
from pim.escalation import Rung
from pim.models import Membership, Rota, Site, User
from pim.staffed_hours import StaffedHours

LOOKING = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
TELLABLE = (*LOOKING, Role.PROGRAMME_MANAGER)


@dataclass(frozen=True)
class Desk:
    """The people of one site who may look, and its hours."""

    site: Site
    rota: Sequence[Rota]
    members: Sequence[Membership]

    @property
    def hours(self) -> StaffedHours:
        return duty.staffed_hours(self.site, self.rota)

    @property
    def is_manned(self) -> bool:
        """Whether somebody on the rota looks on a day the site is staffed."""
        return bool(duty.attended_weekdays(self.site, self.rota))

    def is_open_on(self, day: date) -> bool:
        """A staffed day with somebody on the rota, neither a holiday nor a closure."""
        return self.hours.is_open_on(day)

    def may_look(self, user: User | None) -> bool:
        return any(one.user == user and one.role in LOOKING for one in self.members)

    def told(
        self,
        rung: Rung,
        at: datetime,
        *,
        owner: User | None,
        goes_to: GoesTo = GoesTo.DUTY_ROTA,
        past: int = 0,
    ) -> User | None:
        """Whom the alert of a rung goes to: the first who is there. None: nobody at all.

        ``past``: how many of those the manager's alert goes to were not reached.
        """
        order = list(self._order(at, goes_to))
        first = next(iter([*self._still(owner), *order]), None)
        if rung == Rung.MANAGER:
            order = self.after_the_manager(at, goes_to)
            order = order[past % len(order) :] if order else []
        elif rung == Rung.DEPUTY:
            order = [user for user in order if user != first]
        else:
            order = []
        return next(iter([*order, first]), None)

    def after_the_manager(self, at: datetime, goes_to: GoesTo) -> list[User]:
        """The managers, then everybody else, each once."""
        order = [*self._with_role(Role.PROGRAMME_MANAGER), *self._order(at, goes_to)]
        return list(dict.fromkeys(order))

    def next_after(self, owner: User | None, at: datetime, past: int) -> User | None:
        """Who is told when the owner has not taken up what was handed to her: her deputy, the
        managers, then the others in turn."""
        order = list(self._order(at, GoesTo.DUTY_ROTA))
        chain = [*order[:2], *self._with_role(Role.PROGRAMME_MANAGER), *order]
        others = [user for user in dict.fromkeys(chain) if user != owner]
        return others[past % len(others)] if others else next(iter(self._still(owner)), None)

    def _order(self, at: datetime, goes_to: GoesTo) -> Iterator[User]:
        leads = list(self._with_role(Role.SAFEGUARDING_LEAD))
        if goes_to == GoesTo.SAFEGUARDING_LEAD:
            yield from leads
        weekday = clock.day_of(self.hours.open_from(at)).weekday()
        that_day = [row.user for row in self.rota if row.weekday == weekday]
        yield from that_day or self._with_role(Role.COORDINATOR)
        yield from leads
        for role in (Role.COORDINATOR, Role.PROGRAMME_MANAGER):
            yield from self._with_role(role)

    def lead(self, owner: User | None) -> User | None:
        """Who decides what comes next: the owner if she is a lead, else a lead; where there is
        none another who may look, or the manager."""
        leads = list(self._with_role(Role.SAFEGUARDING_LEAD))
        if owner in leads:
            return owner
        others = [user for user in self._with_role(Role.COORDINATOR) if user != owner]
        found = [*leads, *others, *self._with_role(Role.PROGRAMME_MANAGER)]
        return next(iter([*found, *self._still(owner)]), None)

    def _still(self, user: User | None) -> list[User]:
        return [user] if self.may_look(user) else []

    def _with_role(self, role: Role) -> Iterator[User]:
        return (one.user for one in self.members if one.role == role)


def desks_of(sites: Collection[Site]) -> dict[UUID, Desk]:
    """By the key of the site, in a constant number of questions."""
    places = {site.pk: site for site in sites}
    rotas = duty.rotas_of(list(places.values()))
    members = _tellable(places.values())
    return {
        pk: Desk(site, who_may(site, rotas[pk]), [one for one in members if one.covers(site)])
        for pk, site in places.items()
    }


def desk_of(site: Site) -> Desk:
    return desks_of([site])[site.pk]


def who_may(site: Site, rota: Sequence[Rota]) -> list[Rota]:
    """Of a rota, those who may see such an answer there now."""
    return [row for row in rota if roles.can(row.user, roles.SEE_RISK, site)]


def rota_of(site: Site) -> list[Rota]:
    return who_may(site, duty.rotas_of([site])[site.pk])


def has_rota(site: Site) -> bool:
    """Whether an answer that worries us may be asked for on screen there."""
    return bool(duty.attended_weekdays(site, rota_of(site)))


def open_days(site: Site) -> Callable[[date], bool]:
    """Whether somebody looks there on a day. The rota is read when the first day is asked about:
    most messages are refused before."""
    hours = cache(lambda: duty.staffed_hours(site, rota_of(site)))
    return lambda day: hours().is_open_on(day)


def _tellable(sites: Collection[Site]) -> list[Membership]:
    """The longest here first."""
    there = Q(site=None, programme=None)
    for site in sites:
        there |= duty.near(site=site, programme=None)
    held = Membership.objects.live().filter(there, role__in=TELLABLE, user__is_active=True)
    return list(held.select_related("user").order_by("started_on", "id"))


def look_by(desk: Desk, grade: Grade, now: datetime) -> datetime:
    """When somebody will have looked at an answer given now."""
    return attention.look_by(grade, now, desk.hours)


def who_looks(desk: Desk, at: datetime, goes_to: GoesTo = GoesTo.DUTY_ROTA) -> User | None:
    """Whoever is on duty that day; for some answers a safeguarding lead, where there is one."""
    found = desk.told(Rung.ON_DUTY, at, owner=None, goes_to=goes_to)
    return found if desk.may_look(found) else None
