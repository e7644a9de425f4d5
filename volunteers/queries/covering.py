"""Mums whose volunteer cannot be there, and what is planned for them."""

from django.db.models import Case, IntegerField, Q, Value, When

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import User
from referrals.models import Referral
from volunteers.enums import MatchKind, MatchStatus
from volunteers.models import CoverNeed, Match, Volunteer


def needs_for_cover(user: User):
    """Those not settled, for who works on the case; without a plan first, then the longest."""
    worked = at_sites_of(user, roles.WORK_CASES, "match__referral__site")
    seen = CoverNeed.objects.visible_to(user).filter(worked).open()
    nothing = When(plan__isnull=True, covered_by=None, then=Value(0))
    planned = Case(nothing, default=Value(1), output_field=IntegerField())
    rows = seen.annotate(planned=planned)
    return with_people(rows).order_by("planned", "since_on", "pk")


def with_people(needs):
    return needs.select_related(
        "match__referral__parent",
        "match__referral__site",
        "match__volunteer",
        "covered_by__volunteer",
    )


def cover_of(matches) -> list[CoverNeed]:
    """What was and is planned on these matches, the newest first."""
    return list(with_people(CoverNeed.objects.filter(match__in=matches)).order_by("-raised_at"))


def there_for(referral: Referral) -> frozenset[str]:
    """Volunteers who are there for her now, or are being asked."""
    live = Match.objects.live().filter(referral=referral)
    return frozenset(str(pk) for pk in live.values_list("volunteer", flat=True))


def mums_with_plans(volunteer: Volunteer, user: User) -> list[tuple[Match, list[CoverNeed]]]:
    """Her mums now, each with what is planned. Two queries."""
    hers = Match.objects.visible_to(user).active().filter(volunteer=volunteer)
    rows = hers.select_related("referral__parent", "volunteer").order_by("started_at", "pk")
    plans = cover_of(rows)
    return [(match, [need for need in plans if need.match_id == match.pk]) for match in rows]


def asked_or_there():
    """Matches that take a mum off the list of those for whom somebody is to be found."""
    return Match.objects.live().filter(Q(kind=MatchKind.MAIN) | Q(status=MatchStatus.PROPOSED))
