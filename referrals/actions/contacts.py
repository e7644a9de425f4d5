"""The ways that are safe to reach her."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.access.encryption import blind_index
from pim.errors import DomainError
from referrals.actions.locking import locked_person
from referrals.addresses import as_kept
from referrals.arrivals import NewContact
from referrals.enums import (
    ContactChannel,
)
from referrals.models import (
    Parent,
    Referral,
    SafeContact,
)
from referrals.queries import newest_referral


@transaction.atomic
def add_safe_contact(
    *, referral: Referral, new: NewContact, is_primary: bool = False, by: Actor, now: datetime
) -> SafeContact:
    """Another way to reach her, as she just said."""
    parent = locked_person(referral.parent_id)
    live = SafeContact.objects.live().filter(parent=parent)
    is_primary = is_primary or not live.filter(is_primary=True).exists()
    if is_primary:
        live.filter(is_primary=True).update(is_primary=False)
    contact = add_contact_row(parent, new, is_primary=is_primary, confirmed_at=now)
    audit.record(
        by=by, action="referral.safe_contact_added", target=referral, now=now, contact=contact.pk
    )
    return contact


@transaction.atomic
def update_safe_contact(
    *, contact: SafeContact, to: NewContact, by: Actor, now: datetime
) -> SafeContact:
    """Replace one way to reach her. The old row ends and stays; nothing goes there any more."""
    locked = _live_contact(contact)
    locked.ended_at = now
    locked.save(update_fields=["ended_at"])
    new = add_contact_row(locked.parent, to, is_primary=locked.is_primary, confirmed_at=now)
    _note("changed", new, by=by, now=now)
    return new


@transaction.atomic
def end_safe_contact(*, contact: SafeContact, by: Actor, now: datetime) -> SafeContact:
    """This way is safe no longer. If it was the first to use, another takes its place."""
    locked = _live_contact(contact)
    was_primary, locked.ended_at, locked.is_primary = locked.is_primary, now, False
    locked.save(update_fields=["ended_at", "is_primary"])
    if was_primary:
        _use_another_first(locked)
    _note("ended", locked, by=by, now=now)
    return locked


@transaction.atomic
def confirm_safe_contact(*, contact: SafeContact, by: Actor, now: datetime) -> SafeContact:
    """She says that this way is still safe."""
    locked = _live_contact(contact)
    locked.confirmed_at = now
    locked.save(update_fields=["confirmed_at"])
    _note("confirmed", locked, by=by, now=now)
    return locked


@transaction.atomic
def doubt_safe_contact(*, contact: SafeContact, by: Actor, now: datetime) -> SafeContact:
    """Somebody else answered there: not to be used first, nor held for confirmed, any more."""
    locked = _live_contact(contact)
    was_primary, locked.is_primary, locked.confirmed_at = locked.is_primary, False, None
    locked.save(update_fields=["is_primary", "confirmed_at"])
    if was_primary:
        _use_another_first(locked)
    _note("doubted", locked, by=by, now=now)
    return locked


def _note(done: str, contact: SafeContact, *, by: Actor, now: datetime) -> None:
    """What was done to a way stands in the history of the referral one looks at."""
    audit.record(
        by=by,
        action=f"referral.safe_contact_{done}",
        target=newest_referral(contact.parent_id),
        now=now,
        contact=contact.pk,
    )


def _use_another_first(contact: SafeContact) -> None:
    others = SafeContact.objects.live().filter(parent=contact.parent_id).exclude(pk=contact.pk)
    if following := others.order_by("created_at").first():
        following.is_primary = True
        following.save(update_fields=["is_primary"])


def _live_contact(contact: SafeContact) -> SafeContact:
    locked_person(contact.parent_id)
    rows = SafeContact.objects.select_for_update(of=("self",)).select_related("parent")
    locked = rows.get(pk=contact.pk)
    if locked.ended_at is not None:
        raise DomainError("This way to reach her has already been replaced.")
    return locked


def add_contact_row(
    parent: Parent, new: NewContact, *, is_primary: bool, confirmed_at: datetime | None = None
) -> SafeContact:
    address = as_kept(new.channel, new.address)
    return SafeContact.objects.create(
        parent=parent,
        channel=new.channel,
        address=address,
        address_index=None if new.channel == ContactChannel.LETTER else blind_index(address),
        is_primary=is_primary,
        voicemail_ok=new.voicemail_ok,
        best_times=new.best_times or None,
        us=new.us or None,
        word=new.word or None,
        confirmed_at=confirmed_at,
    )
