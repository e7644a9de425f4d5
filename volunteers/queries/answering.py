"""By when an answer to a proposal is hoped for, and when a volunteer hears what came of it.

A volunteer who said yes must not learn that a mum said no to her. So she is told at nine in the
morning, whatever it was and whenever it was: until then her page says what it said before. An
answer of the mum, one that did not come, and a change of plan are the same to her in words, in
order and in the hour. Nor is she asked about the same mum again before she was told: a no is never
asked again, so that would give a change of plan away.

What remains: that nobody answered comes at the nine o'clock after the last day to answer, a no
on any day. News before that day was no silence; whether it was a no, she cannot tell.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from pim.models import User
from pim.quiet_hours import LONDON, next_allowed
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers.enums import MatchStatus, WhyNot
from volunteers.matching import Need
from volunteers.models import Match, MatchEvent, SupportRules, Volunteer

NINE = time(9)


def rules_by_programme(programmes: Collection[UUID]) -> Mapping[UUID, SupportRules]:
    """One query for all of them."""
    found = SupportRules.objects.in_bulk(programmes)
    return {key: found.get(key) or SupportRules(programme_id=key) for key in programmes}


def answer_due_on(match: Match, rules: SupportRules) -> date:
    """The last day on which we wait: first for the volunteer, then for her."""
    if match.volunteer_agreed_at:
        return uk_date(match.volunteer_agreed_at) + timedelta(days=rules.her_answer_days)
    return uk_date(match.proposed_at) + timedelta(days=rules.volunteer_answer_days)


def days_left(matches: Collection[Match], *, now: datetime) -> dict[UUID, int]:
    """For each proposal how many days are left after today. One query."""
    rules = rules_by_programme({match.referral.programme_id for match in matches})
    return {
        match.pk: (answer_due_on(match, rules[match.referral.programme_id]) - uk_date(now)).days
        for match in matches
    }


def proposals_overdue(*, now: datetime) -> list[Match]:
    """Nobody answered in time. Two queries."""
    proposed = list(Match.objects.proposed().select_related("referral"))
    left = days_left(proposed, now=now)
    return [match for match in proposed if left[match.pk] < 0]


def is_overdue(match: Match, *, now: datetime) -> bool:
    return days_left([match], now=now)[match.pk] < 0


# --- What a volunteer is told, and when -----------------------------------------------------
def told_at(match: Match, now: datetime) -> datetime:
    """When what has just become of a match is told to its volunteer."""
    if match.status != MatchStatus.NOT_GOING_AHEAD:
        return now
    return _next_nine(now) if match.volunteer_agreed_at else next_allowed(now)


def is_kept_quiet(match: Match, *, now: datetime) -> bool:
    """It has come to nothing, and its volunteer, who had said yes, has not been told yet."""
    gone = match.status == MatchStatus.NOT_GOING_AHEAD and match.volunteer_agreed_at
    return bool(gone) and now < _next_nine(match.status_since)


def proposals_of(user: User, *, now: datetime) -> QuerySet[Match]:
    """What she is asked, as far as she knows."""
    hers = Match.objects.of_volunteer(user).select_related(
        "referral__parent", "referral__programme"
    )
    kept = Q(pk__in=kept_quiet(user, now=now).values("pk"))
    return hers.filter(Q(status=MatchStatus.PROPOSED) | kept)


def kept_quiet(user: User, *, now: datetime) -> QuerySet[Match]:
    return gone_without_her_no(user).filter(_has_come_to_nothing_since(_last_nine(now)))


def gone_without_her_no(user: User) -> QuerySet[Match]:
    """Of a mum she is with now nothing has come to nothing."""
    by_her = MatchEvent.objects.filter(match=OuterRef("pk"), reason=WhyNot.VOLUNTEER)
    begun = Match.objects.active().filter(
        volunteer=OuterRef("volunteer"), referral__parent=OuterRef("referral__parent")
    )
    return Match.objects.of_volunteer(user).filter(
        ~Exists(by_her), ~Exists(begun), status=MatchStatus.NOT_GOING_AHEAD
    )


def hears_at(referral: Referral, volunteer: Volunteer, *, now: datetime) -> datetime | None:
    """When she is told what came of her yes to this mum; None if nothing is kept from her."""
    of_both = Match.objects.filter(referral__parent=referral.parent_id, volunteer=volunteer)
    kept = of_both.filter(_has_come_to_nothing_since(_last_nine(now)))
    return _next_nine(now) if kept.exists() else None


def hear_later(*, now: datetime) -> Mapping[str, frozenset[str]]:
    """By referral the volunteers who said yes to her and are told only at nine what came of it:
    until then they are not to be asked about her, nor offered. One query."""
    kept = Match.objects.filter(_has_come_to_nothing_since(_last_nine(now)))
    found = defaultdict(set)
    for referral, volunteer in kept.values_list("referral__parent__referral", "volunteer"):
        found[str(referral)].add(str(volunteer))
    return {referral: frozenset(volunteers) for referral, volunteers in found.items()}


def with_who_hears_later(needs: Iterable[Need], *, now: datetime) -> list[Need]:
    """One query for all of them."""
    told = hear_later(now=now)
    return [
        replace(need, hears_later=told[need.referral]) if need.referral in told else need
        for need in needs
    ]


def came_to_nothing_between(match: Match) -> QuerySet[Match]:
    """What was proposed of the same two before, and did not go ahead."""
    of_both = Match.objects.filter(
        referral__parent=match.referral.parent_id, volunteer=match.volunteer_id
    )
    return of_both.filter(status=MatchStatus.NOT_GOING_AHEAD)


def _has_come_to_nothing_since(moment: datetime) -> Q:
    return Q(
        status=MatchStatus.NOT_GOING_AHEAD,
        volunteer_agreed_at__isnull=False,
        status_since__gte=moment,
    )


def _next_nine(moment: datetime) -> datetime:
    local = moment.astimezone(LONDON)
    day = local.date() + timedelta(days=local.time() >= NINE)
    return datetime.combine(day, NINE, LONDON)


def _last_nine(moment: datetime) -> datetime:
    local = moment.astimezone(LONDON)
    day = local.date() - timedelta(days=local.time() < NINE)
    return datetime.combine(day, NINE, LONDON)
