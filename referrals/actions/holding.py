"""What is held back as perhaps not genuine: a person lets it in, or says that it is not real."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle
from referrals.actions.locking import locked_row
from referrals.actions.receipts import queue_receipts
from referrals.enums import INCOMING, ClosedReason, Status
from referrals.models import Referral


@transaction.atomic
def let_in(*, referral: Referral, by: Actor, now: datetime) -> Referral:
    """It is real. Its clock has run all along; only now does a first message go out."""
    locked = _held_row(referral)
    reason, locked.held_for = locked.held_for, ""
    locked.save(update_fields=["held_for"])
    audit.record(by=by, action="referral.let_in", target=locked, now=now, held_for=reason)
    queue_receipts(locked, now)
    return locked


@transaction.atomic
def dismiss(*, referral: Referral, by: Actor, now: datetime) -> Referral:
    """Not a real message. It is closed and kept; nobody is written to."""
    locked = _held_row(referral)
    return lifecycle.move(locked, Status.CLOSED, by=by, now=now, reason=ClosedReason.NOT_GENUINE)


def _held_row(referral: Referral) -> Referral:
    locked = locked_row(referral)
    if not locked.held_for or locked.status not in INCOMING:
        raise DomainError("This referral is not held back any more.")
    return locked
