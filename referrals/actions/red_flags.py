"""What must not wait: a concern is opened, and who was told outside is on its file."""

from datetime import datetime

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import queries
from referrals.actions.concerns import raise_concern
from referrals.actions.handling_concerns import note_concern_step
from referrals.enums import (
    Authority,
    ConcernKind,
    ConcernStepKind,
    ConcernUrgency,
    RedFlag,
    TellingBasis,
)
from referrals.models import Concern, Referral, Triage


def raise_for_red_flags(
    referral: Referral, triage: Triage, *, danger_now: bool, by: Actor, now: datetime
) -> None:
    """A concern about her red flags, unless somebody is already looking at one."""
    if _open_concern(referral):
        return
    named = [str(RedFlag(flag).label) for flag in triage.red_flags]
    raise_concern(
        kind=ConcernKind.FOR_HER,
        urgency=ConcernUrgency.AT_ONCE if danger_now else ConcernUrgency.SAME_DAY,
        words="\n".join(filter(None, [*named, triage.red_flag_note])),
        referral=referral,
        by=by,
        now=now,
    )


def note_passed_on(
    referral: Referral,
    *,
    told: Authority | str,
    basis: TellingBasis | str,
    note: str,
    by: Actor,
    now: datetime,
) -> None:
    """Who was told and on what basis: in the trail always, and on the file of an open concern."""
    if not (told and basis):
        raise DomainError("Say who was told about her, and on what basis.")
    triage = queries.first_call(referral)
    if triage and triage.red_flags:
        raise_for_red_flags(referral, triage, danger_now=True, by=by, now=now)
    if concern := _open_concern(referral):
        note_concern_step(
            concern=concern,
            kind=ConcernStepKind.TOLD,
            told=told,
            basis=basis,
            words=note,
            by=by,
            now=now,
        )
    audit.record(
        by=by, action="referral.passed_on", target=referral, now=now, told=told, basis=basis
    )


def _open_concern(referral: Referral) -> Concern | None:
    hers = Concern.objects.open().filter(referral=referral, kind=ConcernKind.FOR_HER)
    return hers.order_by("raised_at").first()
