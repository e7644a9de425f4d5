"""Windows that move with her support, and those that are over. Sweeps, as opening is."""

import logging
from datetime import datetime

from django.db import transaction

from outcomes import queries
from outcomes.actions.answering import finish_answered
from outcomes.actions.ending import LINK, end
from outcomes.actions.inviting import (
    INVITATION,
    PLANNED,
    REMINDER,
    had_reminders,
    reminders_of,
)
from outcomes.enums import RequestStatus, StopReason
from outcomes.models import QuestionnaireRequest
from outcomes.schedule import Window
from pim import clock
from pim.access import audit
from pim.access.audit import SYSTEM
from pim.messages import links, outbox
from pim.models import Message

log = logging.getLogger(__name__)
AT_ONCE = 500  # what is left over is taken by the next sweep


@transaction.atomic
def follow_dates(*, now: datetime) -> int:
    """Support goes on for longer, or a date was wrong: there is more time to answer, and the
    reminders come later. Those she has had already are counted."""
    moved = queries.moved_requests().select_for_update(of=("self",), skip_locked=True)
    return sum(_move(request, now=now) for request in moved[:AT_ONCE])


def _move(request: QuestionnaireRequest, *, now: datetime) -> bool:
    window = queries.window(request.wave, request.anchor_on, clock.day_of(now))
    licensed = queries.last_licensed_day(request)
    if window and licensed:
        window = window.until(licensed)
    if window is None or window.closes_at <= request.closes_at:
        return False
    request.closes_at = window.closes_at
    request.save(update_fields=["closes_at"])
    links.extend(purpose=LINK, object_id=request.pk, expires_at=window.closes_at)
    planned = {"notice": REMINDER, "object_id": request.pk}
    outbox.cancel(reason="moved", dedupe_key__startswith=PLANNED, **planned)
    waiting = Message.objects.waiting().filter(object_id=request.pk)
    waiting.filter(notice=INVITATION).update(expires_at=window.closes_at)
    _queue_reminders(request, window)
    audit.record(by=SYSTEM, action="questionnaire.moved", target=request, now=now)
    return True


def _queue_reminders(request: QuestionnaireRequest, window: Window) -> None:
    key = f"{PLANNED}:{request.pk}:{window.closes_on}"
    had = had_reminders(request.pk)
    outbox.queue_all(reminders_of(request.pk, request.referral_id, window, key=key, had=had))


def close_expired_requests(*, now: datetime) -> int:
    """End what was not sent in in time. Instruments she answered to the end are scored."""
    return sum(
        _close_or_tell(request, now=now) for request in queries.overdue_requests(now)[:AT_ONCE]
    )


def _close_or_tell(request: QuestionnaireRequest, *, now: datetime) -> bool:
    """One that cannot be closed keeps none of the others open."""
    try:
        return _close(request, now=now)
    except Exception:
        log.exception("a questionnaire could not be closed", extra={"request": str(request.pk)})
        return False


@transaction.atomic
def _close(request: QuestionnaireRequest, *, now: datetime) -> bool:
    overdue = queries.overdue_requests(now).filter(pk=request.pk)
    locked = overdue.select_for_update(skip_locked=True).first()
    if locked is None:
        return False
    if finish_answered(locked, now=now):
        end(locked, RequestStatus.COMPLETED, by=SYSTEM, now=now)
    elif locked.answered_from_at is None and queries.rested_throughout(locked):
        end(locked, RequestStatus.STOPPED, why=StopReason.PAUSED, by=SYSTEM, now=now)
    else:
        end(locked, RequestStatus.EXPIRED, by=SYSTEM, now=now)
    return True
