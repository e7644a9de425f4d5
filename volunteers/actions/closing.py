"""What becomes of her referral when one kind of support ends."""

from datetime import date, datetime, timedelta

from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle
from referrals.enums import ClosedReason, Status
from referrals.models import Referral
from referrals.queries import has_risks, has_unseen_concern, uk_date
from volunteers import queries
from volunteers.enums import EndReason

CLOSES_AS = {
    EndReason.COMPLETED: ClosedReason.COMPLETED,
    EndReason.ENDED_EARLY: ClosedReason.ENDED_EARLY,
    EndReason.MOVED_AWAY: ClosedReason.MOVED_AWAY,
}
# No end for her: she keeps her place and waits for another.
WAITS_AGAIN = (EndReason.VOLUNTEER_LEFT, EndReason.CHANGE)
NEAR_THE_END = timedelta(days=28)


def check_risks(referral: Referral, reviewed: bool) -> None:
    """Nobody's support ends while something about her safety waits to be looked at."""
    if has_unseen_concern(referral):
        raise DomainError("There is an open concern. Look at it first, and note what you did.")
    if has_risks(referral) and not reviewed:
        raise DomainError("Known risks were named. Look at them before you end this, and tick so.")


def check_completed(referral: Referral, reason: EndReason | str, *, on: date) -> None:
    """Reports count who came to the planned end, so it is said only near to it."""
    planned = referral.planned_end_on
    if reason == EndReason.COMPLETED and planned and planned - on > NEAR_THE_END:
        early = EndReason.ENDED_EARLY.label
        raise DomainError(
            f"Its planned end is {planned:%-d %B %Y}, more than four weeks from now. "
            f"To end it today, choose “{early}”."
        )


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
    reason = CLOSES_AS[EndReason(reason)]
    closed = lifecycle.move(referral, Status.CLOSED, by=by, now=now, reason=reason)
    _ended_on(closed, uk_date(now))


def _ended_on(referral: Referral, on: date) -> None:
    """The questions of the end and those afterwards are counted from the day it really ended."""
    if referral.planned_end_on is not None and referral.planned_end_on != on:
        referral.planned_end_on = on
        referral.save(update_fields=["planned_end_on"])
