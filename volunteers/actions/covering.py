"""A mum whose volunteer cannot be there gets a plan. The match itself goes on."""

from datetime import date, datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.queries import uk_date
from volunteers import lifecycle, queries
from volunteers.actions import beside
from volunteers.actions.locking import locked_match
from volunteers.actions.telling import tell
from volunteers.enums import (
    CoverOutcome,
    EndReason,
    MatchKind,
    MatchStatus,
    VolunteerStatus,
    WhyCover,
    WhyNot,
)
from volunteers.models import CoverNeed, Match, Volunteer

# A coordinator says these; the others follow from what happens.
COVER_SETTLED_BY_HAND = (
    CoverOutcome.WE_RING,
    CoverOutcome.SHE_WAITS,
    CoverOutcome.BACK,
)


@transaction.atomic
def raise_cover(
    *, match: Match, why: WhyCover, since_on: date, by: Actor, now: datetime
) -> CoverNeed | None:
    """Say that this mum needs a plan; said twice, it is one need.

    A plan that is open for another reason serves for this one too. None if the support has ended.
    """
    locked = locked_match(match)
    known = CoverNeed.objects.filter(match=locked)
    if need := known.open().first() or known.filter(why=why, since_on=since_on).first():
        return need
    if locked.status != MatchStatus.ACTIVE:
        return None
    need = CoverNeed.objects.create(match=locked, why=why, since_on=since_on, raised_at=now)
    audit.record(by=by, action="match.cover_needed", target=locked, now=now, why=why)
    return need


@transaction.atomic
def plan_cover(*, need: CoverNeed, plan: str, by: Actor, now: datetime) -> CoverNeed:
    """What is planned for her, in words. The need stays open until it is settled."""
    locked = CoverNeed.objects.select_for_update().get(pk=need.pk)
    if locked.settled_at is not None:
        raise DomainError("This is settled already.")
    locked.plan = plan or None
    locked.save(update_fields=["plan"])
    audit.record(by=by, action="match.cover_planned", target=locked.match, now=now)
    return locked


@transaction.atomic
def settle_cover(
    *, need: CoverNeed, outcome: CoverOutcome, plan: str = "", by: Actor, now: datetime
) -> CoverNeed:
    """A coordinator has seen to it. The match of her volunteer is what it was."""
    locked_match(need.match)
    if outcome not in COVER_SETTLED_BY_HAND:
        raise DomainError("Please choose what is planned for her.")
    fresh = CoverNeed.objects.get(pk=need.pk)
    if fresh.settled_at is not None:
        raise DomainError("This is settled already.")
    return beside.settle(fresh, outcome, by=by, now=now, plan=plan or None)


@transaction.atomic
def make_main(*, match: Match, by: Actor, now: datetime) -> Match:
    """The two would like to go on together: who stood in becomes her main volunteer."""
    locked = locked_match(match)
    if locked.kind != MatchKind.COVER or locked.status != MatchStatus.ACTIVE:
        raise DomainError("Only who stands in for her now can become her main volunteer.")
    ended = beside.make_room(locked, by=by, now=now)
    beside.settle_ended(ended, by=by, now=now)
    audit.record(by=by, action="match.became_main", target=locked, now=now)
    tell(ended, now=now)
    return locked


def end_cover(match: Match, reason: EndReason, *, by: Actor, now: datetime) -> Match:
    """Her main volunteer goes on. If she still cannot, somebody must plan again."""
    ended = lifecycle.move_match(match, MatchStatus.ENDED, by=by, now=now, reason=reason)
    beside.settle_ended(ended, by=by, now=now)
    tell(ended, now=now)
    main = beside.main_of(match.referral)
    if main and (why := why_not_there(main.volunteer, on=uk_date(now))):
        raise_cover(match=main, why=why, since_on=uk_date(now), by=by, now=now)
    return ended


def end_those_beside(main: Match, *, by: Actor, now: datetime) -> None:
    """With her support ends what stood beside it; nobody is asked any more."""
    others = Match.objects.live().filter(referral=main.referral_id).exclude(pk=main.pk)
    for match in others:
        if match.status == MatchStatus.PROPOSED:
            to, why = MatchStatus.NOT_GOING_AHEAD, WhyNot.PLANS
        else:
            to, why = MatchStatus.ENDED, EndReason(main.end_reason)
        gone = lifecycle.move_match(match, to, by=by, now=now, reason=why)
        beside.unlink(gone)
        beside.settle_ended(gone, by=by, now=now)
        tell(gone, now=now)


def why_not_there(volunteer: Volunteer, *, on: date) -> WhyCover | None:
    """Why her mums need somebody else today, if they do."""
    if queries.lapsed_on(volunteer, on=on):
        return WhyCover.CHECK_LAPSED
    if volunteer.leaves_on:
        return WhyCover.LEAVING
    return WhyCover.BREAK if volunteer.status == VolunteerStatus.ON_BREAK else None
