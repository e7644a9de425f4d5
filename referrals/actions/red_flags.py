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
    referral: Referral, triage: Triage, *, new: bool, danger_now: bool, by: Actor, now: datetime
) -> None:
    """A concern for each new red flag, and once more where there is danger that nobody knew of."""
    urgency = ConcernUrgency.AT_ONCE if danger_now else ConcernUrgency.SAME_DAY
    known = queries.open_concerns_for_her(referral)
    if not new and (not danger_now or known.filter(urgency=urgency).exists()):
        return
    _raise(referral, urgency, _in_words(triage, danger_now), by=by, now=now)


def _in_words(triage: Triage, danger_now: bool) -> str:
    danger = str(ConcernUrgency.AT_ONCE.label) if danger_now else ""
    named = [str(RedFlag(flag).label) for flag in triage.red_flags]
    return "\n".join(filter(None, [danger, *named, triage.red_flag_note]))


def _raise(
    referral: Referral, urgency: ConcernUrgency, words: str, *, by: Actor, now: datetime
) -> Concern:
    return raise_concern(
        kind=ConcernKind.FOR_HER, urgency=urgency, words=words, referral=referral, by=by, now=now
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
    """Who was told, on what basis and in which words: on the file of a concern, which goes on.

    It is asked again until the other service has answered, though her referral is closed.
    """
    if not (told and basis):
        raise DomainError("Say who was told about her, and on what basis.")
    if not note.strip():
        raise DomainError("Write what you told them.")
    concern = queries.open_concerns_for_her(referral).order_by("raised_at").first()
    concern = concern or _raise(referral, ConcernUrgency.AT_ONCE, note, by=by, now=now)
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
