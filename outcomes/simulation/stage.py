"""Where the lives play: one programme, its staff, and who is who."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from outcomes.simulation.characters import Helper, Mum
from outcomes.simulation.world import World
from pim import clock
from pim.access.audit import Actor, acting
from pim.enums import AttemptOutcome, Channel
from pim.messages.answers import Answer
from pim.messages.notices import Rendered
from pim.models import Programme, Site, User
from pim.working_days import is_working_day
from volunteers.models import Match, Volunteer


class Text(NamedTuple):
    """What lies on somebody's phone."""

    at: datetime
    number: str
    words: str


@dataclass
class Stage:
    """What every life may look up. Nothing here is read by the service itself."""

    world: World
    programme: Programme
    sites: list[Site]
    coordinators: dict[UUID, User]  # by site
    seed: str
    mums: dict[UUID, Mum] = field(default_factory=dict)  # by referral
    helpers: dict[UUID, Helper] = field(default_factory=dict)  # by volunteer
    sign_ins: dict[UUID, User] = field(default_factory=dict)  # by volunteer
    resting: set[UUID] = field(default_factory=set)  # matches in which nobody meets just now
    letters: list[Rendered] = field(default_factory=list)  # in the order they went out
    texts: list[Text] = field(default_factory=list)  # those among them that are for a phone

    def chance(self, *name: object) -> Random:
        """Chance of its own for each life, so that the order of lives changes nothing."""
        return Random(":".join(map(str, (self.seed, *name))))

    def coordinator(self, site: Site) -> Actor:
        return acting(self.coordinators[site.pk])

    def helper(self, match: Match) -> Actor:
        """The volunteer of a match."""
        return self.as_volunteer(match.volunteer_id)

    def as_volunteer(self, volunteer: UUID) -> Actor:
        return acting(self.sign_ins[volunteer])

    def own_volunteer(self, site: Site) -> Volunteer | None:
        """Whom anybody signs in as to look at a volunteer's pages of this site."""
        mine = (pk for pk in self.sign_ins if self.is_own(pk, site))
        return Volunteer.objects.filter(pk__in=list(mine)).first()

    def is_own(self, volunteer: UUID, site: Site) -> bool:
        return self.name(volunteer).startswith(f"volunteer.{site.slug}@")

    def last_staffed(self, site: Site, *, hour: int, days_before: int = 0) -> datetime:
        """This hour of the last staffed day, or of the last but some days, before the end."""
        last = clock.day_of(self.ends_at) - timedelta(days=days_before)
        days = (last - timedelta(days=step) for step in range(30))
        hours = (at(day, hour) for day in days if is_staffed(day, site))
        return next(moment for moment in hours if moment < self.ends_at)

    @property
    def ends_at(self) -> datetime:
        return self.world.ends_at

    @property
    def last_day(self) -> date:
        return clock.day_of(self.ends_at)

    def keep(self, rendered: Rendered, message_id: UUID) -> Answer:
        """The letter box: every message stays in memory."""
        self.letters.append(rendered)
        if rendered.channel == Channel.SMS:
            self.texts.append(Text(clock.now(), rendered.to, rendered.body))
            self.note("texts sent")
        return Answer(AttemptOutcome.SENT, 250)

    def mum_of(self, address: str) -> Mum | None:
        return next((mum for mum in self.mums.values() if address in (mum.email, mum.phone)), None)

    def name(self, volunteer: UUID | str) -> str:
        """Ids are random: equals are taken in the order of something that is not."""
        return self.helpers[UUID(str(volunteer))].email

    def note(self, what: str) -> None:
        self.world.happened[what] += 1


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the clocks of London."""
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def later(days: float) -> datetime:
    return clock.now() + timedelta(days=days)


def working_time(site: Site, chance: Random, after_days: int = 0) -> datetime:
    """A moment in staffed hours of the site, after now."""
    now = clock.now()
    for day in _days_from(timezone.localdate(now) + timedelta(days=after_days)):
        moment = at(day, chance.randint(9, 16)) + timedelta(hours=chance.random())
        if moment > now and is_staffed(day, site):
            return moment
    raise LookupError("No staffed day in a year")


def _days_from(day: date) -> Iterator[date]:
    return (day + timedelta(days=step) for step in range(366))


def is_staffed(day: date, site: Site) -> bool:
    return is_working_day(
        day, nation=site.nation, closures=site.closures, weekdays=site.staffed_weekdays
    )
