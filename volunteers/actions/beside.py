"""A second volunteer beside the main one: to stand in for a while, or to take over.

Where a mum's referral stands goes by her main volunteer alone; these never move it.
"""

from datetime import datetime

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.enums import LossKind, Status
from referrals.models import Referral
from referrals.queries import loss_of, uk_date
from volunteers import lifecycle
from volunteers.actions.looking_after import end_pause
from volunteers.enums import (
    BESIDE_THE_MAIN,
    CoverOutcome,
    EndReason,
    MatchKind,
    MatchStatus,
)
from volunteers.models import CoverNeed, Match, Volunteer

SUPPORTED = (Status.MATCHED, Status.IN_SUPPORT, Status.ENDING)
SETTLES_AS = {
    MatchKind.COVER: CoverOutcome.COVERED,
    MatchKind.HANDOVER: CoverOutcome.HANDED_OVER,
}


SHE_HAS_DIED = "We were told that she has died. Nobody is asked about her any more."


def has_died(referral: Referral) -> bool:
    loss = loss_of(referral)
    return loss is not None and loss.kind == LossKind.SHE_DIED


def check_referral(referral: Referral, kind: str) -> None:
    """A main volunteer is for those who wait, another beside her for those who have one."""
    if kind == MatchKind.MAIN:
        if referral.status != Status.WAITING:
            raise DomainError("She is not waiting for a volunteer any more.")
    elif referral.status not in SUPPORTED or main_of(referral) is None:
        raise DomainError("She has no volunteer just now. Find her one from the waiting list.")


def check_is_alive(referral: Referral) -> None:
    if has_died(referral):
        raise DomainError(SHE_HAS_DIED)


def check_two(referral: Referral, volunteer: Volunteer) -> None:
    """Nobody is asked twice about one mum, and nobody while another is being asked."""
    live = Match.objects.live().filter(referral=referral)
    if live.filter(status=MatchStatus.PROPOSED).exists():
        raise DomainError("Somebody has been asked about her already.")
    if live.filter(volunteer=volunteer).exists():
        raise DomainError("This volunteer is there for her already.")


def main_of(referral: Referral) -> Match | None:
    return Match.objects.active().filter(referral=referral, kind=MatchKind.MAIN).first()


def need_for(referral: Referral, kind: str, need: CoverNeed | None) -> CoverNeed | None:
    """The open need that this proposal would settle; it may be planned without any."""
    if kind not in BESIDE_THE_MAIN:
        return None
    unsettled = CoverNeed.objects.open().filter(match__referral=referral)
    if need is None:
        return unsettled.order_by("match__kind", "since_on", "pk").last()
    if found := unsettled.filter(pk=need.pk).first():
        return found
    raise DomainError("This need for cover is settled already.")


def link(need: CoverNeed | None, proposal: Match) -> None:
    if need is not None:
        need.covered_by = proposal
        need.save(update_fields=["covered_by"])


def unlink(proposal: Match) -> None:
    """It came to nothing: the need is as open as before."""
    CoverNeed.objects.open().filter(covered_by=proposal).update(covered_by=None)


def settle(
    need: CoverNeed, outcome: CoverOutcome, *, by: Actor, now: datetime, plan: str | None = None
) -> CoverNeed:
    """The one way a need is settled. Locks the row: settled twice, the first counts."""
    locked = CoverNeed.objects.select_for_update().get(pk=need.pk)
    if locked.settled_at is not None:
        return locked
    locked.outcome, locked.settled_at, locked.settled_by = outcome, now, by.user
    locked.plan = plan if plan is not None else locked.plan
    locked.save(update_fields=["outcome", "settled_at", "settled_by", "plan"])
    audit.record(by=by, action="match.cover_settled", target=locked.match, now=now, outcome=outcome)
    return locked


def settle_by(match: Match, *, by: Actor, now: datetime) -> None:
    """What its beginning settles."""
    for need in CoverNeed.objects.open().filter(covered_by=match):
        settle(need, SETTLES_AS[MatchKind(match.kind)], by=by, now=now)


def settle_ended(match: Match, *, by: Actor, now: datetime) -> None:
    """With the support the need for it has ended."""
    for need in CoverNeed.objects.open().filter(match=match):
        settle(need, CoverOutcome.ENDED, by=by, now=now)


def make_room(match: Match, *, by: Actor, now: datetime) -> Match:
    """Handing over: the volunteer before her ends, so that this match becomes the main one.

    Both in the transaction that begins it; she has a main volunteer at every moment.
    """
    before = main_of(match.referral)
    if before is None:
        raise DomainError("Her volunteer has ended since. Find her one from the waiting list.")
    for need in CoverNeed.objects.open().filter(match=before):
        settle(need, CoverOutcome.HANDED_OVER, by=by, now=now)
    left = EndReason.VOLUNTEER_LEFT
    ended = lifecycle.move_match(before, MatchStatus.ENDED, by=by, now=now, reason=left)
    end_pause(ended, on=uk_date(now))
    match.kind = MatchKind.MAIN
    match.save(update_fields=["kind"])
    return ended
