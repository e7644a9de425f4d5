"""The one writer of a referral's status."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import decisions_told
from referrals.enums import ACCEPTED, ClosedReason, Status
from referrals.models import Referral, ReferralEvent

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.RECEIVED: (Status.IN_CONTACT, Status.WAITING, Status.CLOSED),
    Status.IN_CONTACT: (Status.WAITING, Status.CLOSED),
    Status.WAITING: (Status.MATCHED, Status.CLOSED),
    Status.MATCHED: (Status.IN_SUPPORT, Status.WAITING, Status.CLOSED),
    Status.IN_SUPPORT: (Status.ENDING, Status.WAITING, Status.CLOSED),
    Status.ENDING: (Status.CLOSED, Status.IN_SUPPORT, Status.WAITING),
    Status.CLOSED: (Status.IN_CONTACT,),
}


STAMPED = [
    "status",
    "status_since",
    "accepted_at",
    "closed_at",
    "closed_reason",
    "duplicate_of",
    "held_for",
]


class ForbiddenMove(DomainError):
    """This referral cannot go there from where it stands."""


def can_move(referral: Referral, to: Status) -> bool:
    return to in TRANSITIONS[Status(referral.status)]


def check(referral: Referral, to: Status) -> None:
    """Raise ``ForbiddenMove``, with what is possible instead, unless it may go there."""
    now = Status(referral.status)
    if not can_move(referral, to):
        raise ForbiddenMove(_why_not(now, to))
    if referral.held_for and to != Status.CLOSED and now != Status.CLOSED:
        raise ForbiddenMove("This referral is held back. Say first whether it is real.")


def _why_not(now: Status, to: Status) -> str:
    if now == to:
        return f"This referral is “{now.label}” already. Somebody may have done this before you."
    if now == Status.CLOSED:
        return f"This referral is “{now.label}”. Reopen it first: then it can go on."
    ways = " or ".join(f"“{status.label}”" for status in TRANSITIONS[now])
    return f"This referral is “{now.label}”. It cannot become “{to.label}” from there, only {ways}."


@transaction.atomic
def move(
    referral: Referral,
    to: Status,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    duplicate_of: Referral | None = None,
) -> Referral:
    """Move a referral under a row lock, with its event and audit row.

    Returns the locked, saved row. Raises ``ForbiddenMove`` with a sentence for a coordinator.
    """
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    check(locked, to)
    if to == Status.CLOSED:
        _check_reason(reason, duplicate_of)
    before = locked.status
    _stamp(locked, to, now, reason, duplicate_of)
    locked.save(update_fields=STAMPED)
    note_event(locked, before, by=by, now=now, reason=reason)
    if to == Status.CLOSED:
        decisions_told.tell(locked, by=by, now=now)
    return locked


def note_event(
    referral: Referral, before: str, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    """The immutable row of a move (or of the arrival, with ``before`` empty), and its audit."""
    ReferralEvent.objects.create(
        referral=referral,
        from_status=before,
        to_status=referral.status,
        reason=reason,
        at=now,
        **by.columns(),
    )
    audit.record(by=by, action=f"referral.{referral.status}", target=referral, now=now)


def _check_reason(reason: str, duplicate_of: Referral | None) -> None:
    if reason not in ClosedReason.values:
        raise ForbiddenMove("Please choose why this referral is being closed.")
    if (reason == ClosedReason.DUPLICATE) != (duplicate_of is not None):
        raise ForbiddenMove("Please say which other referral this one is the same as.")


def _stamp(
    referral: Referral, to: Status, now: datetime, reason: str, duplicate_of: Referral | None
) -> None:
    closing = to == Status.CLOSED
    referral.status, referral.status_since = to, now
    referral.closed_at = now if closing else None
    referral.closed_reason = reason if closing else ""
    referral.duplicate_of = duplicate_of
    if not closing:
        referral.held_for = ""  # whoever reopens it has found it to be real
    if to in ACCEPTED and referral.accepted_at is None:
        referral.accepted_at = now
