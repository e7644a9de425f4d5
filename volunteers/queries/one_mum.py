"""One mum who waits, beside everybody who could be there for her and everybody who could not."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from pim.access import roles
from pim.models import User
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers.enums import MatchKind, PairStanding
from volunteers.matching import Candidate, Exclusion, Need, Weights, excluded, rank
from volunteers.models import DraftPair, Match, MatchingMeeting, Supervision, Volunteer
from volunteers.queries.answering import with_who_hears_later
from volunteers.queries.pairing import need_of, offer_of
from volunteers.queries.rules import weights_of
from volunteers.queries.whole_list import leaving


@dataclass(frozen=True)
class Matching:
    need: Need
    found: list[Candidate]
    left_out: list[Exclusion]
    by_id: Mapping[str, Volunteer]
    weights: Weights


def matching_for(referral: Referral, user: User, *, now: datetime) -> Matching:
    """In a number of queries that does not grow."""
    on = uk_date(now)
    seen = _seen_by(user, referral)
    of_her_site = leaving(seen).filter(site=referral.site_id)
    rows = (seen.considered_for(referral) | of_her_site).with_standing()
    by_id = {str(one.pk): one for one in rows.select_related("site")}
    offers = [offer_of(one, on=on) for one in by_id.values()]
    (need,) = with_who_hears_later([need_of(referral, on=on)], now=now)
    if not roles.can(user, roles.WORK_CASES, referral.site):
        need = _untold(need)
    weights = weights_of(referral.programme)
    found = rank(need, offers, weights)
    return Matching(need, found, excluded(need, offers), by_id, weights)


def _untold(need: Need) -> Need:
    """That one of them said no is for who works on her case."""
    return replace(need, said_no=frozenset(), kept_apart=need.excluded_volunteers)


def _seen_by(user: User, referral: Referral):
    """Who sees cases but no volunteers sees those of the site, as they stand in the list."""
    if roles.can(user, roles.SEE_VOLUNTEERS, referral.site):
        return Volunteer.objects.visible_to(user)
    return Volunteer.objects.filter(site=referral.site_id)


def live_match_of(referral: Referral, user: User) -> Match | None:
    """Somebody has been asked about her, or is there for her."""
    hers = Match.objects.visible_to(user).live().filter(referral=referral, kind=MatchKind.MAIN)
    return hers.select_related("volunteer").first()


def in_the_draft(meeting: MatchingMeeting | None) -> dict[UUID, list[DraftPair]]:
    """What the open meeting has settled or suggested of each volunteer, by her key. One query.

    A mum for whom somebody was asked meanwhile, or is there, holds nobody in the draft."""
    found = defaultdict(list)
    settled = Match.objects.live().filter(referral=OuterRef("referral"), kind=MatchKind.MAIN)
    rows = DraftPair.objects.filter(~Exists(settled), meeting=meeting)
    rows = rows.exclude(standing=PairStanding.PUBLISHED)
    for pair in rows.select_related("referral__parent").order_by("-score", "pk"):
        found[pair.volunteer_id].append(pair)
    return found


def last_talks(volunteers: Collection[Volunteer]) -> dict[UUID, date]:
    """When somebody last asked each of them how she is."""
    held = Supervision.objects.filter(volunteer__in=volunteers).values("volunteer")
    return dict(held.annotate(last=Max("held_on")).values_list("volunteer", "last"))
