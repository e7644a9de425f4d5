"""What identifies a woman is erased: asked for by one person, decided by another, then done by
the worker. Counts, codes and scores stay, and belong to nobody any more."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pim.access import audit, erasures_outside, reach, roles
from pim.access.audit import SYSTEM, Actor
from pim.errors import DomainError
from referrals import parts_of_hers, second_person
from referrals.enums import ErasureStanding, HoldReason, WhyErased
from referrals.models import Concern, Erasure, LegalHold, Parent, RecordCopy, Referral

HELD = "This record is on legal hold: {reasons}. It must be kept until the hold is lifted."


@transaction.atomic
def ask_erasure(*, referral: Referral, why: WhyErased, by: Actor, now: datetime) -> Erasure:
    """For her whole record, whichever referral of hers it is asked on."""
    parent = Parent.objects.select_for_update().get(pk=referral.parent_id)
    _refuse_while_needed(parent)
    if Erasure.objects.filter(parent=parent).exclude(standing=ErasureStanding.DECLINED).exists():
        raise DomainError("Somebody has asked for this already.")
    erasure = Erasure.objects.create(
        **_place(referral), parent=parent, why=why, asked_at=now, asked_by=by.user
    )
    audit.record(by=by, action="erasure.asked", target=erasure, now=now, why=why)
    return erasure


def ask_erasures(*, referrals: Sequence[Referral], by: Actor, now: datetime) -> dict[str, str]:
    """For records whose time is over. Those that cannot be asked for, each with why not."""
    refused = {}
    for referral in referrals:
        try:
            ask_erasure(referral=referral, why=WhyErased.TIME, by=by, now=now)
        except DomainError as error:
            refused[referral.reference] = str(error)
    return refused


@reach.further("whoever decides need not see the record itself")
@transaction.atomic
def approve_erasure(*, erasure: Erasure, by: Actor, now: datetime) -> None:
    """A second person agrees. A worker erases it within minutes."""
    erasure = _to_decide(erasure, by)
    _refuse_while_needed(Parent.objects.select_for_update().get(pk=erasure.parent_id))
    _decide(erasure, ErasureStanding.APPROVED, by, now)


@transaction.atomic
def decline_erasure(*, erasure: Erasure, by: Actor, now: datetime) -> None:
    _decide(_to_decide(erasure, by), ErasureStanding.DECLINED, by, now)


def erase_approved(*, now: datetime) -> int:
    """What was agreed; how many records were erased."""
    waiting = Erasure.objects.approved().order_by("decided_at").values_list("pk", flat=True)
    return sum(_erase_one(pk, now) for pk in list(waiting))


@transaction.atomic
def _erase_one(pk: UUID, now: datetime) -> bool:
    free = Erasure.objects.approved().select_for_update(skip_locked=True)
    erasure = free.filter(pk=pk).first()
    if erasure is None or LegalHold.objects.standing().filter(parent=erasure.parent_id).exists():
        return False
    erase(parent_id=erasure.parent_id, by=SYSTEM, now=now)
    erasure.standing, erasure.done_at = ErasureStanding.DONE, now
    erasure.save(update_fields=["standing", "done_at"])
    audit.record(by=SYSTEM, action="erasure.done", target=erasure, now=now)
    return True


@transaction.atomic
def erase(*, parent_id: UUID, by: Actor, now: datetime) -> None:
    """Empty every column that says who she is, in her record and in those merged into it.

    Her key goes on a list outside the database first: a restored backup brings her back, and
    with the list she is erased again.
    """
    people = parts_of_hers.all_of_her(parent_id)
    erasures_outside.note(parent_id, now)
    parts_of_hers.end_what_goes_on(people=people, by=by, now=now)
    Parent.objects.filter(pk__in=people, erased_at__isnull=True).update(erased_at=now)
    for rows in parts_of_hers.rows_of(people):
        rows.update(**parts_of_hers.emptied(rows.model))


def _refuse_while_needed(parent: Parent) -> None:
    people = parts_of_hers.all_of_her(parent.pk)
    if parent.erased_at:
        raise DomainError("It has been erased already.")
    if parent.merged_into_id:
        raise DomainError("This record was merged into another. Ask on that one.")
    holds = LegalHold.objects.standing().filter(parent__in=people)
    if reasons := [hold.get_reason_display().lower() for hold in holds]:
        raise DomainError(HELD.format(reasons=", ".join(reasons)))
    if Referral.objects.open().filter(parent__in=people).exists():
        raise DomainError("She still has an open referral. Close it first, with her.")
    if Concern.objects.filter(referral__parent__in=people, closed_at__isnull=True).exists():
        raise DomainError("A concern about her is still open. It must be closed first.")
    if RecordCopy.objects.not_given_yet().filter(parent__in=people).exists():
        raise DomainError("She asked for a copy of her record. Give it to her first.")


def _to_decide(erasure: Erasure, by: Actor) -> Erasure:
    erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
    _check_may_decide(erasure, by)
    second_person.check(erasure, by)
    return erasure


def _decide(erasure: Erasure, standing: ErasureStanding, by: Actor, now: datetime) -> None:
    second_person.decide(erasure, standing, by, now)
    audit.record(by=by, action=f"erasure.{standing}", target=erasure, now=now)


# --- Legal hold ---------------------------------------------------------------------------------
@transaction.atomic
def set_hold(*, referral: Referral, reason: HoldReason, by: Actor, now: datetime) -> LegalHold:
    """Nothing of hers is erased while it stands, whoever asks."""
    Parent.objects.select_for_update().get(pk=referral.parent_id)
    hold, is_new = LegalHold.objects.get_or_create(
        parent_id=referral.parent_id,
        reason=reason,
        lifted_at=None,
        defaults={**_place(referral), "set_at": now, "set_by": by.user},
    )
    if not is_new:
        raise DomainError("It is on hold for this reason already.")
    audit.record(by=by, action="hold.set", target=hold, now=now, reason=reason)
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: Actor, now: datetime) -> None:
    hold = LegalHold.objects.select_for_update().get(pk=hold.pk)
    _check_may_decide(hold, by)
    if hold.lifted_at:
        raise DomainError("This hold has been lifted already.")
    hold.lifted_at, hold.lifted_by = now, by.user
    hold.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(by=by, action="hold.lifted", target=hold, now=now)


def _check_may_decide(one: Erasure | LegalHold, by: Actor) -> None:
    over = {"site": one.site} if one.site else {"programme": one.programme}
    if not roles.can_over(by.user, roles.DECIDE_ERASURE, **over):
        raise DomainError("Your role does not let you decide about this.")


def _place(referral: Referral) -> dict:
    return {
        "reference": referral.reference,
        "programme_id": referral.programme_id,
        "site_id": referral.site_id,
    }
