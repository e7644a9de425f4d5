"""Rows for tests, made straight through the models. Names are inventions."""

import datetime as dt

import factory
from factory import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from pim import clock
from pim.access.encryption import blind_index
from pim.enums import Role
from pim.models import Membership, Programme, Rota, Site, User
from referrals.enums import ContactChannel, Situation, Source, Status
from referrals.models import Parent, Referral, SafeContact
from volunteers.enums import CheckKind, CheckLevel, MatchStatus, VolunteerStatus
from volunteers.models import Check, Match, Volunteer

PASSWORD = "a long enough sentence"
USUAL_LEVELS = {
    CheckKind.DBS: CheckLevel.ENHANCED,
    CheckKind.PVG: CheckLevel.MEMBERSHIP,
    CheckKind.ACCESS_NI: CheckLevel.ENHANCED,
}


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    slug = Sequence(lambda n: f"programme-{n}")
    name = Sequence(lambda n: f"Programme {n}")
    us = "Robin"
    oldest_child_months = 24
    support_weeks = 12


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    programme = SubFactory(ProgrammeFactory)
    slug = Sequence(lambda n: f"site-{n}")
    name = Sequence(lambda n: f"Site {n}")
    postcode_districts = factory.List(["WA7", "WA8"])
    opens_on = dt.date(2020, 1, 1)
    phone = "01632 960001"
    staffed_from = dt.time(9)
    staffed_until = dt.time(17)
    staffed_weekdays = factory.List([0, 1, 2, 3, 4])


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = Sequence(lambda n: f"person{n}@staff.example")
    name = Sequence(lambda n: f"Person {n}")

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or PASSWORD)
        self.save()


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    role = Role.COORDINATOR
    started_on = dt.date(2025, 1, 1)


class RotaFactory(DjangoModelFactory):
    class Meta:
        model = Rota

    site = SubFactory(SiteFactory)
    user = SubFactory(UserFactory)
    weekday = 0


class ParentFactory(DjangoModelFactory):
    class Meta:
        model = Parent

    called = Sequence(lambda n: f"Parentname{n}")
    age_band = "18_plus"
    postcode_district = "WA7"


class SafeContactFactory(DjangoModelFactory):
    class Meta:
        model = SafeContact

    parent = SubFactory(ParentFactory)
    channel = ContactChannel.EMAIL
    address = Sequence(lambda n: f"her{n}@post.example")
    address_index = LazyAttribute(lambda contact: blind_index(contact.address))
    is_primary = True
    word = "bluebell"


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    reference = Sequence(lambda n: f"PM-{n:06d}")
    parent = SubFactory(ParentFactory)
    site = SubFactory(SiteFactory)
    programme = LazyAttribute(lambda referral: referral.site.programme)
    source = Source.HERSELF
    situation = Situation.BABY
    born_on = LazyFunction(lambda: clock.today() - dt.timedelta(weeks=8))
    status = Status.RECEIVED
    asked_at = LazyFunction(clock.now)
    status_since = LazyFunction(clock.now)

    class Params:
        accepted = factory.Trait(
            status=Status.WAITING, accepted_at=factory.SelfAttribute("status_since")
        )


class VolunteerFactory(DjangoModelFactory):
    class Meta:
        model = Volunteer

    site = SubFactory(SiteFactory)
    first_name = Sequence(lambda n: f"Volunteername{n}")
    email = Sequence(lambda n: f"volunteer{n}@post.example")
    status = VolunteerStatus.AVAILABLE
    status_since = LazyFunction(clock.now)
    languages = factory.List(["English"])
    formats = factory.List(["phone", "out"])
    times = factory.List(["weekday_morning"])
    travels_to = factory.List(["WA7", "WA8"])


class CheckFactory(DjangoModelFactory):
    class Meta:
        model = Check

    volunteer = SubFactory(VolunteerFactory)
    kind = CheckKind.DBS
    level = LazyAttribute(lambda check: USUAL_LEVELS.get(check.kind, ""))
    issued_on = dt.date(2025, 1, 1)
    seen_by = SubFactory(UserFactory)
    seen_on = dt.date(2025, 1, 2)
    recorded_at = LazyFunction(clock.now)


class MatchFactory(DjangoModelFactory):
    class Meta:
        model = Match

    volunteer = SubFactory(VolunteerFactory)
    referral = SubFactory(ReferralFactory, accepted=True)
    score = 1
    proposed_at = LazyFunction(clock.now)
    status_since = LazyFunction(clock.now)

    class Params:
        active = factory.Trait(
            status=MatchStatus.ACTIVE,
            volunteer_agreed_at=LazyFunction(clock.now),
            parent_agreed_at=LazyFunction(clock.now),
            started_at=LazyFunction(clock.now),
        )
