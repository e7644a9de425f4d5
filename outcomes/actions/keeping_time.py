"""Windows that move with her support, and those that are over. Sweeps, as opening is."""

from datetime import datetime

from django.db import transaction

from outcomes import queries
from outcomes.actions.answering import finish_answered
from outcomes.actions.ending import end
from outcomes.actions.inviting import REMINDER, reminders_of
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest
from outcomes.schedule import Window
from pim import clock
from pim.access import audit
from pim.access.audit import SYSTEM
from pim.enums import GONE_OUT
from pim.messages import outbox
from pim.models import Message

AT_ONCE = 500  # what is left over is taken by the next sweep


@transaction.atomic
def follow_planned_ends(*, now: datetime) -> int:
    """Support goes on for longer, so there is more time to answer, and the reminders come later."""
    moved = queries.moved_requests().select_for_update(of=("self",), skip_locked=True)
    return sum(_move(request, now=now) for request in moved[:AT_ONCE])


def _move(request: QuestionnaireRequest, *, now: datetime) -> bool:
    anchor_on = request.referral.planned_end_on
    window = queries.window(request.wave, anchor_on, clock.day_of(now))
    if window is None:
        return False
    request.closes_at = window.closes_at
    request.save(update_fields=["closes_at"])
    outbox.cancel(reason="moved", notice=REMINDER, object_id=request.pk)
    _queue_reminders(request, window)
    audit.record(by=SYSTEM, action="questionnaire.moved", target=request, now=now)
    return True


def _queue_reminders(request: QuestionnaireRequest, window: Window) -> None:
    had = Message.objects.filter(notice=REMINDER, object_id=request.pk, state__in=GONE_OUT)
    key = f"remind:{request.pk}:{window.closes_on}"
    outbox.queue_all(
        reminders_of(request.pk, request.referral_id, window, key=key, had=had.count())
    )


def close_expired_requests(*, now: datetime) -> int:
    """End what was not sent in in time. Instruments she answered to the end are scored."""
    return sum(_close(request, now=now) for request in queries.overdue_requests(now)[:AT_ONCE])


@transaction.atomic
def _close(request: QuestionnaireRequest, *, now: datetime) -> bool:
    overdue = queries.overdue_requests(now).filter(pk=request.pk)
    locked = overdue.select_for_update(skip_locked=True).first()
    if locked is None:
        return False
    all_answered = finish_answered(locked, now=now)
    status = RequestStatus.COMPLETED if all_answered else RequestStatus.EXPIRED
    end(locked, status, by=SYSTEM, now=now)
    return True
