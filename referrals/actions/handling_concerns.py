"""What those who may see a concern do about it. Each step is a row that stays as it was written."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError, NotAllowed
from pim.messages import outbox
from pim.models import User
from referrals import queries
from referrals.enums import (
    Authority,
    ConcernKind,
    ConcernOutcome,
    ConcernStepKind,
    TellingBasis,
)
from referrals.models import Concern, ConcernStep
from referrals.telling_outside import check_basis, in_the_trail

CONCERN_HANDED_OVER = "referrals.concern_handed_over"


@transaction.atomic
def see_concern(*, concern: Concern, by: Actor, now: datetime) -> Concern:
    """Somebody has seen it: from now on it is hers, and nobody else is alerted."""
    locked = _open_row(concern, by)
    if locked.acknowledged_at is not None:
        raise DomainError("Somebody has seen this already. The page says who.")
    take_on(locked, by=by, now=now)
    return locked


@transaction.atomic
def note_concern_step(
    *,
    concern: Concern,
    kind: ConcernStepKind,
    told: Authority | str = "",
    basis: TellingBasis | str = "",
    words: str = "",
    by: Actor,
    now: datetime,
) -> ConcernStep:
    """What was done: who was spoken with or told and on what basis, asked again, or answered.

    Whoever does the first thing about it has seen it.
    """
    locked = _open_row(concern, by)
    if locked.acknowledged_at is None:
        take_on(locked, by=by, now=now)
    if kind == ConcernStepKind.TOLD:
        check_basis(told, basis)
    if kind in (ConcernStepKind.CHASED, ConcernStepKind.ANSWERED):
        _check_waits(locked, told)
    step = _add_step(locked, kind, told=told, basis=basis, words=words, by=by, now=now)
    if kind == ConcernStepKind.TOLD and locked.authority_told_at is None:
        locked.authority_told_at = now
    locked.chase_due_at = queries.next_chase(locked)
    locked.save(update_fields=["authority_told_at", "chase_due_at"])
    return step


@transaction.atomic
def hand_over_concern(
    *, concern: Concern, to: User, words: str = "", by: Actor, now: datetime
) -> Concern:
    """Give it to another who may see it. She is told that something waits for her."""
    locked = _open_row(concern, by)
    if not queries.who_may_see(locked).filter(pk=to.pk).exists():
        raise DomainError("She may not see this file. Choose someone else.")
    locked.owner = to
    locked.save(update_fields=["owner"])
    step = _add_step(locked, ConcernStepKind.HANDED_OVER, words=words, by=by, now=now, to=to.pk)
    _tell_owner(locked, f"concern-step:{step.pk}", now)
    return locked


@transaction.atomic
def say_whom_concern_is_about(
    *, concern: Concern, person: User, by: Actor, now: datetime
) -> Concern:
    """Once the words show who is meant: from now on that person does not see it."""
    locked = _open_row(concern, by)
    if locked.kind != ConcernKind.ABOUT_PERSON or locked.about_user is not None:
        raise DomainError("It is known already whom this is about.")
    if person == by.user:
        raise DomainError("Is it about you? Then hand it to another trustee, who says so here.")
    locked.about_user, locked.may_mean = person, []
    locked.owner = by.user if locked.owner in (None, person) else locked.owner
    locked.save(update_fields=["about_user", "may_mean", "owner"])
    audit.record(by=by, action="concern.named", target=locked, now=now, about=person.pk)
    return locked


@transaction.atomic
def send_word_back(*, concern: Concern, words: str, by: Actor, now: datetime) -> Concern:
    """What whoever raised it reads on her own page. The last word counts; it may come late."""
    locked = _locked_row(concern, by)
    if not words.strip():
        raise DomainError("Write a few words for whoever raised it.")
    locked.word_back = words.strip()
    locked.save(update_fields=["word_back"])
    _add_step(locked, ConcernStepKind.WORD_BACK, words=locked.word_back, by=by, now=now)
    return locked


@transaction.atomic
def close_concern(
    *,
    concern: Concern,
    outcome: ConcernOutcome,
    words: str = "",
    learned: str = "",
    by: Actor,
    now: datetime,
) -> Concern:
    """How it ended: by name, after somebody has seen it, and passed on only once that is sure.

    ``learned`` is read by managers and trustees in the log of complaints.
    """
    locked = _open_row(concern, by)
    if locked.acknowledged_at is None:
        raise DomainError("Say first that you have seen it.")
    if outcome == ConcernOutcome.PASSED_ON and locked.chase_due_at:
        raise DomainError("The other service has not answered yet. Note their answer first.")
    locked.closed_at, locked.outcome, locked.chase_due_at = now, ConcernOutcome(outcome), None
    locked.learned = learned.strip() or None
    locked.save(update_fields=["closed_at", "outcome", "chase_due_at", "learned"])
    _add_step(locked, ConcernStepKind.CLOSED, words=words, by=by, now=now, outcome=outcome)
    return locked


def add_her_words(
    concern: Concern, words: str, about_name: str, *, by: Actor, now: datetime
) -> Concern:
    """What she wrote on her page after a few complaints: on an open file, with word to its owner.

    The owner is told once a day, if she has looked already; else she has not looked yet.
    """
    locked = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    said = "\n".join(filter(None, [about_name.strip(), words.strip()]))
    written = ConcernStep.objects.filter(concern=locked, kind=ConcernStepKind.NOTE, actor=None)
    if said in [one.words for one in written.order_by("-id")[:1]]:
        return locked
    _add_step(locked, ConcernStepKind.NOTE, words=said, by=by, now=now)
    if locked.acknowledged_at:
        _tell_owner(locked, f"concern-more:{locked.pk}:{now:%Y-%m-%d}", now)
    return locked


def _tell_owner(concern: Concern, key: str, now: datetime) -> None:
    outbox.queue(
        notice=CONCERN_HANDED_OVER,
        object_id=concern.pk,
        about_id=concern.pk,
        dedupe_key=key,
        due_at=now,
    )


def _locked_row(concern: Concern, by: Actor) -> Concern:
    """The row as it is now, for somebody who may see it."""
    seen = Concern.objects.visible_to(by.user).filter(pk=concern.pk)
    locked = seen.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotAllowed("Your role does not let you work on this.")
    return locked


def _open_row(concern: Concern, by: Actor) -> Concern:
    locked = _locked_row(concern, by)
    if locked.closed_at is not None:
        raise DomainError("This is closed. If it goes on, raise it again.")
    return locked


def take_on(concern: Concern, *, by: Actor, now: datetime) -> None:
    """It is hers from now on, and she is not alerted to what she has seen."""
    concern.acknowledged_at, concern.owner = now, by.user
    concern.save(update_fields=["acknowledged_at", "owner"])
    outbox.cancel(reason="acknowledged", object_id=concern.pk)
    _add_step(concern, ConcernStepKind.SEEN, by=by, now=now)


def _check_waits(concern: Concern, told: str) -> None:
    if told not in queries.unanswered(concern):
        raise DomainError("That service has not been told, or has answered.")


def _add_step(
    concern: Concern,
    kind: ConcernStepKind,
    *,
    told: str = "",
    basis: str = "",
    words: str = "",
    by: Actor,
    now: datetime,
    **codes: object,
) -> ConcernStep:
    step = ConcernStep.objects.create(
        concern=concern,
        kind=kind,
        told=told,
        basis=basis,
        words=words.strip() or None,
        at=now,
        **by.columns(),
    )
    codes |= in_the_trail(told, basis)
    audit.record(by=by, action=f"concern.{kind}", target=concern, now=now, **codes)
    return step
