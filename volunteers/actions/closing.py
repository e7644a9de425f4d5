"""What becomes of her referral when one kind of support ends."""

from datetime import datetime

from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle
from referrals.enums import ClosedReason, Status
from referrals.models import Referral
from referrals.queries import has_risks, has_unseen_concern
from volunteers import queries
from volunteers.enums import EndReason

CLOSES_AS = {
    EndReason.COMPLETED: ClosedReason.COMPLETED,
    EndReason.ENDED_EARLY: ClosedReason.ENDED_EARLY,
    EndReason.MOVED_AWAY: ClosedReason.MOVED_AWAY,
}
# No end for her: she keeps her place and waits for another.
WAITS_AGAIN = (EndReason.VOLUNTEER_LEFT, EndReason.CHANGE)


def check_risks(referral: Referral, reviewed: bool) -> None:
    """Nobody's support ends while something about her safety waits to be looked at."""
    if has_unseen_concern(referral):
        raise DomainError("There is an open concern. Look at it first, and note what you did.")
    if has_risks(referral) and not reviewed:
        raise DomainError("Known risks were named. Look at them before you end this, and tick so.")


def wait_again(referral: Referral, *, by: Actor, now: datetime) -> None:
    """She waits with the place she always had: see ``Referral.waiting_since``."""
    waiting = lifecycle.move(referral, Status.WAITING, by=by, now=now)
    waiting.planned_end_on = None
    waiting.save(update_fields=["planned_end_on"])


def close_support(referral: Referral, reason: EndReason | str, *, by: Actor, now: datetime) -> None:
    """Support that had begun passes through its ending; one that had not simply closes.

    Her referral closes with the last kind of support she has: a group goes on.
    """
    if queries.place_of(referral):
        if referral.status == Status.ENDING:
            lifecycle.move(referral, Status.IN_SUPPORT, by=by, now=now)
        return
    if referral.status == Status.IN_SUPPORT:
        lifecycle.move(referral, Status.ENDING, by=by, now=now)
    lifecycle.move(referral, Status.CLOSED, by=by, now=now, reason=CLOSES_AS[EndReason(reason)])
