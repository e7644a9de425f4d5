"""What a person decides: where she belongs, whether to go on, when it is over."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format

from pim.access import audit, reach
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site
from referrals import eligibility, lifecycle, queries
from referrals.actions.concerns import take_concerns_along
from referrals.actions.directory import give_signposts
from referrals.actions.locking import locked_row
from referrals.actions.red_flags import note_passed_on
from referrals.actions.telling import tell_not_reached
from referrals.enums import ACCEPTED, INCOMING, Authority, ClosedReason, Status, TellingBasis
from referrals.models import Referral, Signpost


@transaction.atomic
def set_site(*, referral: Referral, site: Site, by: Actor, now: datetime) -> Referral:
    """Say which site looks after her: for someone out of area, or one who moved."""
    locked = locked_row(referral)
    if site.programme_id != locked.programme_id:
        raise DomainError("That site belongs to another programme.")
    if locked.status not in (*INCOMING, Status.WAITING):
        raise DomainError("Her site can only change while she has no volunteer.")
    before, locked.site = locked.site_id, site
    reach.add(locked.pk)
    locked.save(update_fields=["site"])
    take_concerns_along(locked)
    audit.record(
        by=by, action="referral.site_set", target=locked, now=now, before=before, after=site.pk
    )
    return locked


@transaction.atomic
def accept(*, referral: Referral, note: str = "", by: Actor, now: datetime) -> Referral:
    """She wants support and it fits: from now on she waits for her volunteer.

    Where something speaks against it a person may accept all the same, and says why.
    """
    locked = locked_row(referral)
    if locked.status in ACCEPTED:
        raise DomainError("She is accepted already. Somebody may have done this before you.")
    lifecycle.check(locked, Status.WAITING)
    if missing := queries.missing_before_acceptance(locked):
        raise DomainError("Before you accept: " + " ".join(missing))
    reasons = eligibility.to_look_at(queries.eligibility_of(locked, on=queries.uk_date(now)))
    if reasons and not note.strip():
        said = " ".join(reason.words for reason in reasons)
        raise DomainError(f"Look at this first: {said} If you accept all the same, write why.")
    _keep_note(locked, note)
    return lifecycle.move(locked, Status.WAITING, by=by, now=now)


@transaction.atomic
def close(
    *,
    referral: Referral,
    reason: ClosedReason,
    risks_reviewed: bool = False,
    duplicate_of: Referral | None = None,
    note: str = "",
    signposts: Collection[Signpost] = (),
    write_to_her: bool = False,
    told: Authority | str = "",
    basis: TellingBasis | str = "",
    by: Actor,
    now: datetime,
) -> Referral:
    """Close a referral that has no volunteer, with a reason and not before risks are looked at.

    ``signposts`` are the services she was pointed to; ``told`` and ``basis`` say who outside took
    her on, where she was passed on urgently.
    """
    locked = locked_row(referral)
    _check_closing(locked, reason, risks_reviewed)
    if reason == ClosedReason.STEPPED_UP:
        note_passed_on(locked, told=told, basis=basis, note=note, by=by, now=now)
    if queries.has_unseen_concern(locked):
        raise DomainError("There is an open concern. Look at it first, and note what you did.")
    if signposts:
        give_signposts(
            referral=locked, signposts=signposts, write_to_her=write_to_her, by=by, now=now
        )
    _keep_note(locked, note)
    closed = lifecycle.move(
        locked, Status.CLOSED, by=by, now=now, reason=reason, duplicate_of=duplicate_of
    )
    if reason == ClosedReason.NOT_REACHABLE and not closed.held_for:
        tell_not_reached(referral=closed, now=now)
    return closed


def _check_closing(referral: Referral, reason: str, risks_reviewed: bool) -> None:
    lifecycle.check(referral, Status.CLOSED)
    if referral.status in (Status.MATCHED, Status.IN_SUPPORT, Status.ENDING):
        raise DomainError(
            "She has a volunteer, or a place in a group. End that first: it closes the referral."
        )
    if queries.has_risks(referral) and not risks_reviewed:
        raise DomainError("Known risks were named. Look at them before you close, and tick so.")
    if reason == ClosedReason.NOT_REACHABLE:
        _check_tries(queries.tries(referral))


def _check_tries(tries: queries.Tries) -> None:
    if tries.spoke:
        raise DomainError("You have spoken with her. Choose the reason that fits what she said.")
    if tries.missing:
        more = "one more day" if tries.missing == 1 else f"{tries.missing} more days"
        raise DomainError(
            f"We try on {tries.wanted} different days before we stop. So far: {tries}. "
            f"Try on {more}, and note it."
        )


def _keep_note(referral: Referral, note: str) -> None:
    if note.strip():
        referral.decision_note = note.strip()
        referral.save(update_fields=["decision_note"])


@transaction.atomic
def reopen(*, referral: Referral, note: str = "", by: Actor, now: datetime) -> Referral:
    """Take up a closed referral again, from *in contact*; why it was closed stays on record."""
    locked = locked_row(referral)
    if locked.status != Status.CLOSED:
        raise DomainError("This referral is open already. Somebody may have done this before you.")
    if missing := queries.missing_before_reopening(locked):
        raise DomainError(" ".join(missing))
    if note.strip():
        day = date_format(queries.uk_date(now), "j F Y")
        _keep_note(locked, f"{locked.decision_note or ''}\nReopened on {day}: {note.strip()}")
    return lifecycle.move(locked, Status.IN_CONTACT, by=by, now=now)


@transaction.atomic
def save_handover_note(*, referral: Referral, note: str, by: Actor, now: datetime) -> Referral:
    """What her volunteer should know for safety and access, and nothing beyond."""
    locked = locked_row(referral)
    locked.handover_note = note or None
    locked.save(update_fields=["handover_note"])
    audit.record(by=by, action="referral.note_saved", target=locked, now=now)
    return locked
