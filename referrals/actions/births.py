"""A due date becomes a birthday, or moves. What is counted from it follows by itself."""

from datetime import date, datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.actions.locking import locked_row
from referrals.enums import OPEN, Situation
from referrals.models import Referral
from referrals.queries import uk_date


@transaction.atomic
def baby_is_here(*, referral: Referral, born_on: date, by: Actor, now: datetime) -> Referral:
    """The day the baby was born. The day it was due stays on file."""
    locked = _expected(referral)
    if born_on > uk_date(now):
        raise DomainError("A birthday cannot be in the future. Check the date.")
    if locked.born_on == born_on:
        return locked
    locked.born_on, locked.situation = born_on, Situation.BABY
    locked.save(update_fields=["born_on", "situation"])
    audit.record(by=by, action="referral.baby_is_here", target=locked, now=now)
    return locked


@transaction.atomic
def move_due_date(*, referral: Referral, due_on: date, by: Actor, now: datetime) -> Referral:
    """The baby is expected on another day."""
    locked = _expected(referral)
    if locked.born_on is not None:
        raise DomainError("The baby is here already. Look at the birthday instead.")
    if locked.due_on == due_on:
        return locked
    locked.due_on, locked.situation = due_on, Situation.PREGNANT
    locked.save(update_fields=["due_on", "situation"])
    audit.record(by=by, action="referral.due_date_moved", target=locked, now=now)
    return locked


def _expected(referral: Referral) -> Referral:
    locked = locked_row(referral)
    if locked.status not in OPEN:
        raise DomainError("This referral is closed.")
    return locked
