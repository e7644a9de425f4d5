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
def baby_is_here(
    *, referral: Referral, born_on: date, by_link_alone: bool = False, by: Actor, now: datetime
) -> Referral:
    """The day the baby was born. The day it was due stays on file. ``by_link_alone``: in her
    name, but whoever it was typed no word: until somebody we know says it too, staff ask her."""
    locked = _expected(referral)
    if born_on > uk_date(now):
        raise DomainError("A birthday cannot be in the future. Check the date.")
    through_link_at = now if by_link_alone else None
    if locked.born_on == born_on and (by_link_alone or not locked.birth_by_link_at):
        return locked
    locked.born_on, locked.situation = born_on, Situation.BABY
    locked.birth_by_link_at = through_link_at
    locked.save(update_fields=["born_on", "situation", "birth_by_link_at"])
    codes = {"by_link": "yes"} if by_link_alone else {}
    audit.record(by=by, action="referral.baby_is_here", target=locked, now=now, **codes)
    return locked


@transaction.atomic
def move_due_date(*, referral: Referral, due_on: date, by: Actor, now: datetime) -> Referral:
    """The baby is expected on another day. A birthday that came through a link alone was wrong
    then."""
    locked = _expected(referral)
    if locked.born_on is not None and locked.birth_by_link_at is None:
        raise DomainError("The baby is here already. Look at the birthday instead.")
    if (locked.due_on, locked.born_on) == (due_on, None):
        return locked
    locked.due_on, locked.situation = due_on, Situation.PREGNANT
    locked.born_on = locked.birth_by_link_at = None
    locked.save(update_fields=["due_on", "situation", "born_on", "birth_by_link_at"])
    audit.record(by=by, action="referral.due_date_moved", target=locked, now=now)
    return locked


def _expected(referral: Referral) -> Referral:
    locked = locked_row(referral)
    if locked.status not in OPEN:
        raise DomainError("This referral is closed.")
    return locked
