"""“Still want this?”, now and then while she waits. No answer closes anything: a person does."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.access import audit
from pim.access.audit import SYSTEM, Actor
from pim.errors import DomainError
from pim.messages import outbox
from pim.quiet_hours import next_allowed
from referrals import queries
from referrals.enums import CheckInAnswer, Status
from referrals.models import CheckIn, Referral

CHECK_IN = "referrals.check_in"
CHECK_IN_IS_STALE_AFTER = timedelta(days=5)
AT_ONCE = 200  # what is left over is taken by the next sweep


def keep_check_ins(*, now: datetime) -> int:
    """Ask whoever has waited long enough, by day; stop asking whoever waits no longer."""
    queries.check_ins_over().update(ended_at=now)
    if next_allowed(now) != now:
        return 0
    return sum(_ask(referral, now) for referral in queries.due_for_check_in(now)[:AT_ONCE])


@transaction.atomic
def _ask(referral: Referral, now: datetime) -> bool:
    """Two sweeps at once ask once: the second finds the row locked, or nothing due any more."""
    rows = Referral.objects.select_for_update(skip_locked=True).filter(pk=referral.pk)
    locked = rows.first()
    if locked is None or not queries.due_for_check_in(now).filter(pk=locked.pk).exists():
        return False
    CheckIn.objects.filter(referral=locked, answered_at__isnull=True, ended_at__isnull=True).update(
        ended_at=now
    )
    check_in = CheckIn.objects.create(referral=locked, asked_at=now)
    outbox.queue(
        notice=CHECK_IN,
        object_id=check_in.pk,
        about_id=locked.pk,
        dedupe_key=f"{CHECK_IN}:{check_in.pk}",
        due_at=now,
        expires_at=now + CHECK_IN_IS_STALE_AFTER,
    )
    audit.record(by=SYSTEM, action="check_in.asked", target=check_in, now=now)
    return True


@transaction.atomic
def answer_check_in(
    *, check_in: CheckIn, answer: CheckInAnswer, by: Actor, now: datetime
) -> CheckIn:
    """Her answer, on her page or to a person, who has then seen it too."""
    locked = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    waits = locked.referral.status == Status.WAITING
    if locked.answered_at or locked.ended_at or not waits:
        raise DomainError("This question is not open any more.")
    locked.answer, locked.answered_at = answer, now
    if by.user:
        locked.seen_at, locked.seen_by = now, by.user
    locked.save(update_fields=["answer", "answered_at", "seen_at", "seen_by"])
    outbox.cancel(reason="answered", object_id=locked.pk)
    audit.record(by=by, action="check_in.answered", target=locked, now=now, answer=answer)
    return locked


@transaction.atomic
def note_check_in_seen(*, check_in: CheckIn, by: Actor, now: datetime) -> CheckIn:
    """A person has read her answer and does what follows from it."""
    locked = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if locked.answered_at is None:
        raise DomainError("She has not answered yet.")
    if locked.seen_at is None:
        locked.seen_at, locked.seen_by = now, by.user
        locked.save(update_fields=["seen_at", "seen_by"])
        audit.record(by=by, action="check_in.seen", target=locked, now=now)
    return locked
