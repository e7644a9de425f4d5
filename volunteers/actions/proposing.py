"""Asking both, in this order: the volunteer, then her. Neither learns why the other said no."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle as referral_lifecycle
from referrals.enums import Means, Status
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers import lifecycle, queries
from volunteers.actions import beside
from volunteers.actions.locking import locked_match, locked_referral, locked_volunteer
from volunteers.actions.telling import nudge_later, stop_telling, tell
from volunteers.actions.telling_her import tell_her
from volunteers.enums import WITH_US, MatchKind, MatchStatus, WhyNot
from volunteers.matching import broken_rules, candidate
from volunteers.models import CoverNeed, Match, Volunteer

WHO_THEY_ARE = ("never_again", "household", "street", "known", "one_to_one")


@transaction.atomic
def propose(
    *,
    referral: Referral,
    volunteer: Volunteer,
    kind: MatchKind = MatchKind.MAIN,
    cover_need: CoverNeed | None = None,
    by: Actor,
    now: datetime,
) -> Match:
    """Ask a volunteer about someone who waits, or whose volunteer cannot be there.

    All hard rules are looked at again, under a lock.
    """
    her, who = locked_referral(referral.pk), locked_volunteer(volunteer.pk)
    beside.check_referral(her, kind)
    beside.check_two(her, who)
    beside.check_is_alive(her)
    settles = beside.need_for(her, kind, cover_need)
    if who.status not in WITH_US:
        raise DomainError("This volunteer is not available.")
    if who.leaves_on is not None:
        raise DomainError("This volunteer is going to leave.")
    _check_has_heard(her, who, now)
    need = queries.need_of(her, on=uk_date(now))
    offer = queries.offer_of(who, on=uk_date(now))
    if broken := broken_rules(need, offer):
        raise DomainError(f"This does not fit any more: {broken[0].why(need, offer).lower()}.")
    weighed = candidate(need, offer, queries.weights_of(her.programme))
    match = _add_proposal(her, who, kind, weighed.score, weighed.reasons, now)
    beside.link(settles, match)
    lifecycle.note_match_event(match, "", by=by, now=now)
    tell(match, now=now)
    nudge_later(match, queries.rules_of(her.programme).volunteer_answer_days, now=now)
    return match


@transaction.atomic
def volunteer_agrees(*, match: Match, by: Actor, now: datetime) -> Match:
    """She would like to. A second yes changes nothing, and tells her nothing either."""
    locked = locked_match(match)
    if locked.volunteer_agreed_at is None:
        _check_is_proposal(locked)
        locked.volunteer_agreed_at = now
        locked.save(update_fields=["volunteer_agreed_at"])
        audit.record(by=by, action="match.volunteer_agreed", target=locked, now=now)
        if locked.kind == MatchKind.MAIN:
            tell_her(locked, "in_mind", now=now)
    return locked


@transaction.atomic
def volunteer_declines(*, match: Match, safety_reason: str = "", by: Actor, now: datetime) -> Match:
    """She says no, and need not say why. A safety reason reaches her coordinator only.

    Her no counts also where it came to nothing meanwhile and she has not been told so yet.
    """
    locked = locked_match(match)
    if not queries.is_kept_quiet(locked, now=now):
        _check_is_proposal(locked)
    if safety_reason:
        locked.safety_note = safety_reason
        locked.save(update_fields=["safety_note"])
    if locked.status == MatchStatus.PROPOSED:
        return let_go(locked, WhyNot.VOLUNTEER, by=by, now=now)
    stop_telling(locked)
    lifecycle.note_match_event(locked, locked.status, by=by, now=now, reason=WhyNot.VOLUNTEER)
    return locked


@transaction.atomic
def see_safety_note(*, match: Match, by: Actor, now: datetime) -> Match:
    """A coordinator has read what the volunteer told her in private. It stays on the match."""
    locked = locked_match(match)
    if not locked.safety_note:
        raise DomainError("Nothing was told in private here.")
    if locked.safety_note_seen_at is None:
        locked.safety_note_seen_at = now
        locked.save(update_fields=["safety_note_seen_at"])
        audit.record(by=by, action="match.private_note_seen", target=locked, now=now)
    return locked


@transaction.atomic
def parent_agrees(*, match: Match, means: Means, by: Actor, now: datetime) -> Match:
    """She says yes, usually on the phone. Now both have agreed and the match begins."""
    locked = locked_proposal(match)
    if locked.volunteer_agreed_at is None:
        raise DomainError("Ask the volunteer first. She has not said yes yet.")
    if means == Means.THROUGH_REFERRER:
        raise DomainError("This yes is hers to give. Ask her herself.")
    _check_may_begin(locked, on=uk_date(now))
    locked.parent_agreed_at = now
    locked.save(update_fields=["parent_agreed_at"])
    audit.record(by=by, action="match.parent_agreed", target=locked, now=now, means=means)
    return _begin(locked, by=by, now=now)


@transaction.atomic
def parent_declines(*, match: Match, by: Actor, now: datetime) -> Match:
    """She would rather have someone else. She keeps her place and need not say why."""
    return let_go(locked_proposal(match), WhyNot.PARENT, by=by, now=now)


@transaction.atomic
def withdraw_proposal(*, match: Match, by: Actor, now: datetime) -> Match:
    """Plans changed, or nobody answered. Nobody said no, so the two may be asked again."""
    return let_go(locked_proposal(match), WhyNot.PLANS, by=by, now=now)


def _check_has_heard(her: Referral, who: Volunteer, now: datetime) -> None:
    """Asked again before she is told, she would know that it was not a no."""
    if nine := queries.hears_at(her, who, now=now):
        day = "today" if uk_date(nine) == uk_date(now) else "tomorrow"
        raise DomainError(f"She hears at nine {day} that plans changed. Ask her again after that.")


def _add_proposal(
    referral: Referral,
    volunteer: Volunteer,
    kind: MatchKind,
    score: int,
    reasons: tuple[str, ...],
    now: datetime,
) -> Match:
    try:
        with transaction.atomic():
            return Match.objects.create(
                referral=referral,
                volunteer=volunteer,
                kind=kind,
                status=MatchStatus.PROPOSED,
                status_since=now,
                score=score,
                reasons=list(reasons),
                proposed_at=now,
            )
    except IntegrityError as error:
        raise DomainError("Somebody has been asked about her already.") from error


def locked_proposal(match: Match) -> Match:
    locked = locked_match(match)
    _check_is_proposal(locked)
    return locked


def _check_is_proposal(match: Match) -> None:
    if match.status != MatchStatus.PROPOSED:
        raise DomainError("This is not a proposal any more.")


def _check_may_begin(match: Match, *, on: date) -> None:
    beside.check_referral(match.referral, match.kind)
    _check_still_apart_from_nobody(match, on=on)
    if missing := queries.missing_checks(match.volunteer, on=on):
        raise DomainError(f"The volunteer’s checks do not hold today: {', '.join(missing)}.")


def _check_still_apart_from_nobody(match: Match, *, on: date) -> None:
    """What has come to be known of the two since one of them was asked."""
    need, offer = (
        queries.need_of(match.referral, on=on),
        queries.offer_of(match.volunteer, on=on),
    )
    broken = [rule for rule in broken_rules(need, offer) if rule.key in WHO_THEY_ARE]
    if broken:
        raise DomainError(f"They are not put together: {broken[0].why(need, offer).lower()}.")


def _begin(match: Match, *, by: Actor, now: datetime) -> Match:
    for earlier in queries.came_to_nothing_between(match):
        stop_telling(earlier)
    if match.kind != MatchKind.MAIN:
        return _begin_beside(match, by=by, now=now)
    begun = lifecycle.move_match(match, MatchStatus.ACTIVE, by=by, now=now)
    referral = referral_lifecycle.move(match.referral, Status.MATCHED, by=by, now=now)
    weeks = match.referral.programme.support_weeks
    referral.planned_end_on = uk_date(now) + timedelta(weeks=weeks)
    referral.save(update_fields=["planned_end_on"])
    tell(begun, now=now)
    return begun


def _begin_beside(match: Match, *, by: Actor, now: datetime) -> Match:
    """Her referral stands where it stood, and ends when it was to end."""
    beside.settle_by(match, by=by, now=now)
    ended = None
    if match.kind == MatchKind.HANDOVER:
        ended = beside.make_room(match, by=by, now=now)
    begun = lifecycle.move_match(match, MatchStatus.ACTIVE, by=by, now=now)
    for one in filter(None, (begun, ended)):
        tell(one, now=now)
    return begun


def let_go(match: Match, why: WhyNot, *, by: Actor, now: datetime) -> Match:
    gone = lifecycle.move_match(match, MatchStatus.NOT_GOING_AHEAD, by=by, now=now, reason=why)
    beside.unlink(gone)
    if why != WhyNot.VOLUNTEER:
        tell(gone, now=now)
    return gone
