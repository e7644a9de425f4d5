"""She agrees to more than she asked for, so that somebody fits."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.actions.locking import locked_row
from referrals.enums import OPEN
from referrals.models import Parent, Referral


@transaction.atomic
def widen_wishes(
    *,
    referral: Referral,
    formats: Collection[str] = (),
    times: Collection[str] = (),
    days: Collection[int] = (),
    interpreter: bool = False,
    by: Actor,
    now: datetime,
) -> Referral:
    """Add ways, times or days to those she named. None named means any: that needs no more."""
    locked = locked_row(referral)
    if locked.status not in OPEN:
        raise DomainError("This referral is closed.")
    said = {"formats": formats, "times": times, "days": days}
    changed = [name for name, more in said.items() if _widen(locked, name, more)]
    locked.save(update_fields=changed)
    if interpreter:
        changed.append("needs_interpreter")
        Parent.objects.filter(pk=locked.parent_id).update(needs_interpreter=True)
    if changed:
        fields = " ".join(changed)
        audit.record(by=by, action="referral.widened", target=locked, now=now, fields=fields)
    return locked


def _widen(referral: Referral, name: str, more: Collection) -> bool:
    named = list(getattr(referral, name))
    new = [one for one in more if one not in named]
    if not named or not new:
        return False
    setattr(referral, name, [*named, *new])
    return True
