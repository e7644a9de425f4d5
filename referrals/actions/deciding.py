"""What a person decides: where she belongs, whether to go on, when it is over."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site
from referrals import lifecycle, queries
from referrals.actions.locking import locked_row
from referrals.enums import (
    INCOMING,
    ClosedReason,
    Status,
)
from referrals.models import (
    Referral,
)


@transaction.atomic
def set_site(*, referral: Referral, site: Site, by: Actor, now: datetime) -> Referral:
    """Say which site looks after her: for someone out of area, or one who moved."""
    locked = locked_row(referral)
    if site.programme_id != locked.programme_id:
        raise DomainError("That site belongs to another programme.")
    if locked.status not in (*INCOMING, Status.WAITING):
        raise DomainError("Her site can only change while she has no volunteer.")
    before, locked.site = locked.site_id, site
    locked.save(update_fields=["site"])
    audit.record(
        by=by, action="referral.site_set", target=locked, now=now, before=before, after=site.pk
    )
    return locked


@transaction.atomic
def accept(*, referral: Referral, by: Actor, now: datetime) -> Referral:
    """She wants support and it fits: from now on she waits for her volunteer."""
    locked = locked_row(referral)
    if missing := queries.missing_before_acceptance(locked):
        raise DomainError("Before you accept: " + " ".join(missing))
    return lifecycle.move(locked, Status.WAITING, by=by, now=now)


@transaction.atomic
def close(
    *,
    referral: Referral,
    reason: ClosedReason,
    risks_reviewed: bool = False,
    duplicate_of: Referral | None = None,
    by: Actor,
    now: datetime,
) -> Referral:
    """Close a referral that has no volunteer, with a reason and not before risks are looked at."""
    locked = locked_row(referral)
    if locked.status in (Status.MATCHED, Status.IN_SUPPORT, Status.ENDING):
        raise DomainError("She has a volunteer. End their match first: that closes the referral.")
    if locked.known_risks and not risks_reviewed:
        raise DomainError("Known risks were named. Look at them before you close, and tick so.")
    return lifecycle.move(
        locked, Status.CLOSED, by=by, now=now, reason=reason, duplicate_of=duplicate_of
    )


@transaction.atomic
def reopen(*, referral: Referral, by: Actor, now: datetime) -> Referral:
    """Take up a closed referral again, from *in contact*."""
    locked = locked_row(referral)
    same = Referral.objects.open().filter(parent=locked.parent_id, programme=locked.programme_id)
    if locked.status == Status.CLOSED and (other := same.first()):
        raise DomainError(f"She already has an open referral: {other.reference}.")
    return lifecycle.move(locked, Status.IN_CONTACT, by=by, now=now)


@transaction.atomic
def save_handover_note(*, referral: Referral, note: str, by: Actor, now: datetime) -> Referral:
    """What her volunteer should know for safety and access, and nothing beyond."""
    locked = locked_row(referral)
    locked.handover_note = note or None
    locked.save(update_fields=["handover_note"])
    audit.record(by=by, action="referral.note_saved", target=locked, now=now)
    return locked
