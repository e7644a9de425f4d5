"""A programme with many sites, those who wait, those who were there, and volunteers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from pim import bulk
from pim.bulk import Row
from pim.models import Programme, Site, User
from referrals.enums import (
    AgeBand,
    Background,
    ClosedReason,
    DayPart,
    Situation,
    Source,
    Status,
    SupportFormat,
    Wish,
)
from referrals.models import Parent, Referral
from volunteers.enums import CheckKind, CheckLevel, MatchStatus, Stage, VolunteerStatus, Weekday
from volunteers.models import Check, Match, Volunteer

VOLUNTEERS_A_SITE = 50
DISTRICTS_A_SITE = 6
MEAN_WAIT_DAYS = 20
YEARS = 10
LANGUAGES = ("Polish", "Urdu", "Romanian", "Punjabi", "Arabic")


@dataclass(frozen=True)
class Size:
    referrals: int
    volunteers: int
    waiting: int
    seed: int


@transaction.atomic
def load(size: Size, *, now: datetime) -> dict[str, int]:
    """Fills the tables of an empty database. The same size and day give the same rows."""
    people = _People(Random(size.seed), now, _sites(size, now))
    volunteers = list(people.volunteers(size.volunteers))
    bulk.insert(Volunteer, volunteers)
    bulk.insert(Check, people.checks(volunteers))
    referrals = list(people.referrals(size))
    bulk.insert(Parent, people.parents(referrals))
    bulk.insert(Referral, referrals)
    matches = list(people.matches(referrals, volunteers))
    bulk.insert(Match, matches)
    return {"referrals": len(referrals), "volunteers": len(volunteers), "matches": len(matches)}


def _sites(size: Size, now: datetime) -> list[Site]:
    programme = Programme.objects.create(
        slug="measured",
        name="Measured",
        us="the team",
        oldest_child_months=24,
        support_weeks=26,
    )
    count = max(1, size.volunteers // VOLUNTEERS_A_SITE)
    return Site.objects.bulk_create(
        Site(
            programme=programme,
            slug=f"site-{place}",
            name=f"Site {place}",
            postcode_districts=[_district(place, one) for one in range(DISTRICTS_A_SITE)],
            opens_on=(now - timedelta(days=366 * YEARS)).date(),
            phone="01632 960000",
            staffed_from=time(9),
            staffed_until=time(17),
            staffed_weekdays=[0, 1, 2, 3, 4],
        )
        for place in range(count)
    )


def _district(site: int, one: int) -> str:
    """A made-up district of two letters and up to two digits."""
    number = site * DISTRICTS_A_SITE + one
    return f"{chr(65 + number // 2600 % 26)}{chr(65 + number // 100 % 26)}{number % 100}"


class _People:
    def __init__(self, random: Random, now: datetime, sites: list[Site]) -> None:
        self.random, self.now, self.sites = random, now, sites
        self.ago = lambda days: now - timedelta(days=days)

    def _key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _some(self, codes: Iterable, share: float) -> list:
        return [code for code in codes if self.random.random() < share]

    # --- Those who help -----------------------------------------------------------------------
    def volunteers(self, count: int) -> Iterator[Row]:
        draw = self.random
        for number in range(count):
            site = draw.choice(self.sites)
            yield {
                "id": self._key(),
                "site": site.pk,
                "first_name": f"Volunteer {number}",
                "postcode_district": draw.choice(site.postcode_districts),
                "status": draw.choices(
                    (VolunteerStatus.AVAILABLE, VolunteerStatus.ON_BREAK), (96, 4)
                )[0],
                "status_since": self.ago(draw.randrange(400)),
                "capacity": draw.choices((1, 2, 3), (40, 40, 20))[0],
                "languages": ["English", *self._some(LANGUAGES, 0.04)],
                "formats": self._some(SupportFormat, 0.5),
                "times": self._some(DayPart, 0.45),
                "days": self._some(Weekday, 0.6) if draw.random() < 0.5 else [],
                "stages": self._some(Stage, 0.3),
                "background": self._some(Background, 0.07),
                "travels_to": draw.sample(site.postcode_districts, 4),
                "experience": self._some(Wish, 0.25),
                "rather_not": self._some(Wish, 0.02),
                "created_at": self.ago(500),
            }

    def checks(self, volunteers: list[Row]) -> Iterator[Row]:
        seen_by = User.objects.create(email="measured@parents.example", name="Measured").pk
        for volunteer in volunteers:
            for kind, level in ((CheckKind.DBS, CheckLevel.ENHANCED), (CheckKind.TRAINING, "")):
                issued = self.ago(self.random.randrange(30, 1150))
                yield {
                    "id": self._key(),
                    "volunteer": volunteer["id"],
                    "kind": kind,
                    "level": level,
                    "issued_on": issued.date(),
                    "recheck_on": (issued + timedelta(days=1095)).date() if level else None,
                    "seen_by": seen_by,
                    "seen_on": issued.date(),
                    "recorded_at": issued,
                }

    # --- Those who are supported --------------------------------------------------------------
    def referrals(self, size: Size) -> Iterator[Row]:
        before = (Status.CLOSED, Status.IN_SUPPORT, Status.RECEIVED)
        for number in range(size.referrals):
            waits = number < size.waiting
            status = Status.WAITING if waits else self.random.choices(before, (92, 5, 3))[0]
            yield self._referral(number, status)

    def _referral(self, number: int, status: Status) -> Row:
        draw = self.random
        since = self._since(status)
        site = draw.choice(self.sites)
        born = since + timedelta(days=draw.randrange(-300, 200))
        accepted = status in (Status.WAITING, Status.IN_SUPPORT, Status.CLOSED)
        return {
            "id": self._key(),
            "reference": f"M{number:010}",
            "parent": self._key(),
            "programme": site.programme_id,
            "site": site.pk,
            "source": Source.HERSELF,
            "asked_at": since - timedelta(days=6),
            "situation": Situation.BABY if born <= since else Situation.PREGNANT,
            "born_on": born.date() if born <= since else None,
            "due_on": born.date() if born > since else None,
            "wishes": self._some(Wish, 0.2),
            "formats": self._some(SupportFormat, 0.4),
            "times": self._some(DayPart, 0.4),
            "days": self._some(Weekday, 0.6) if draw.random() < 0.3 else [],
            "background_wanted": self._some(Background, 0.01),
            "background_unwanted": [],
            "status": status,
            "status_since": since,
            "accepted_at": since if accepted else None,
            "closed_at": since if status == Status.CLOSED else None,
            "closed_reason": ClosedReason.COMPLETED if status == Status.CLOSED else "",
            "created_at": since - timedelta(days=6),
        }

    def _since(self, status: Status) -> datetime:
        draw = self.random
        if status == Status.WAITING:
            return self.ago(min(draw.expovariate(1 / MEAN_WAIT_DAYS), 400))
        return self.ago(draw.uniform(0, 365 * YEARS if status == Status.CLOSED else 150))

    def parents(self, referrals: list[Row]) -> Iterator[Row]:
        draw = self.random
        districts = {site.pk: site.postcode_districts for site in self.sites}
        for number, referral in enumerate(referrals):
            english = draw.random() < 0.93
            yield {
                "id": referral["parent"],
                "called": f"Mum {number}",
                "age_band": AgeBand.ADULT,
                "postcode_district": draw.choice(districts[referral["site"]]),
                "language": "English" if english else draw.choice(LANGUAGES),
                "needs_interpreter": not english and draw.random() < 0.2,
                "created_at": referral["created_at"],
            }

    # --- Together -----------------------------------------------------------------------------
    def matches(self, referrals: list[Row], volunteers: list[Row]) -> Iterator[Row]:
        """Half of the volunteers are there for somebody who is in support."""
        supported = (one for one in referrals if one["status"] == Status.IN_SUPPORT)
        for referral, volunteer in zip(supported, volunteers[::2], strict=False):
            since = referral["status_since"]
            yield {
                "id": self._key(),
                "referral": referral["id"],
                "volunteer": volunteer["id"],
                "status": MatchStatus.ACTIVE,
                "status_since": since,
                "score": 0,
                "reasons": [],
                "proposed_at": since - timedelta(days=5),
                "volunteer_agreed_at": since - timedelta(days=3),
                "parent_agreed_at": since - timedelta(days=1),
                "started_at": since,
                "created_at": since - timedelta(days=5),
            }
