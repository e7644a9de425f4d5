"""Windows that move with her support, and those that are over. Sweeps, as opening is."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

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
from outcomes.schedule import Window, start_of
from pim import clock
from pim.access import audit
from pim.access.audit import SYSTEM
from pim.messages import links, outbox
from pim.models import Message
from pim.quiet_hours import next_allowed

Late = Callable[[datetime], QuerySet[QuestionnaireRequest]]
log = logging.getLogger(__name__)
AT_ONCE = 500  # what is left over is taken by the next sweep


def follow_dates(*, now: datetime) -> int:
    """Support goes on for longer or ends sooner, a baby came early, or a date was wrong.

    A later day gives more time to answer, and the reminders come later; those she has had
    already are counted. An earlier day takes back what would come too late, and is the last day
    to answer where she was not told of another.
    """
    moved = list(queries.moved_requests()[:AT_ONCE])
    return sum(_by_itself(_move, "moved", request, now) for request in moved)


def close_expired_requests(*, now: datetime) -> int:
    """End what was not sent in in time. Instruments she answered to the end are scored."""
    closed = 0
    for late in (queries.overdue_requests, queries.overtaken_requests):
        close = partial(_close, late)
        found = list(late(now)[:AT_ONCE])
        closed += sum(_by_itself(close, "closed", request, now) for request in found)
    return closed


@transaction.atomic
def go_on_after_pauses(*, now: datetime) -> int:
    """A pause ended before its day: what waits for that day goes in the next hour allowed."""
    held = queries.held_by_a_pause_that_ended(now)
    return held.update(due_at=next_allowed(now), reason="")


def write_once_we_may(*, now: datetime) -> int:
    """She said yes to messages, or there is a safe way: what waits for that goes in the next hour
    allowed."""
    return queries.what_has_passed(now).update(due_at=next_allowed(now), reason="")


def _by_itself(
    step: Callable[..., bool], called: str, request: QuestionnaireRequest, now: datetime
) -> bool:
    """One that is broken keeps none of the others from it."""
    try:
        return step(request, now=now)
    except Exception:
        log.exception("a questionnaire could not be %s", called, extra={"request": str(request.pk)})
        return False


@transaction.atomic
def _move(request: QuestionnaireRequest, *, now: datetime) -> bool:
    moved = queries.moved_requests().filter(pk=request.pk)
    locked = moved.select_for_update(of=("self",), skip_locked=True).first()
    if locked is None:
        return False
    last_day = min(filter(None, (locked.moved_to, queries.last_licensed_day(locked))))
    closes_at = start_of(last_day + timedelta(days=1))
    if closes_at == locked.closes_at or locked.closes_at < closes_at <= now:
        return False
    if closes_at > locked.closes_at:
        _lengthen(locked, last_day, now)
    else:
        _shorten(locked, closes_at, now)
    audit.record(by=SYSTEM, action="questionnaire.moved", target=locked, now=now)
    return True


def _lengthen(request: QuestionnaireRequest, last_day: date, now: datetime) -> None:
    window = queries.window(request.wave, request.anchor_on, clock.day_of(now)).until(last_day)
    request.closes_at = window.closes_at
    request.save(update_fields=["closes_at"])
    links.extend(purpose=LINK, object_id=request.pk, expires_at=window.closes_at)
    planned = {"notice": REMINDER, "object_id": request.pk}
    outbox.cancel(reason="moved", dedupe_key__startswith=PLANNED, **planned)
    waiting = Message.objects.waiting().filter(object_id=request.pk)
    waiting.filter(notice=INVITATION).update(expires_at=window.closes_at)
    _queue_reminders(request, window, now)


def _queue_reminders(request: QuestionnaireRequest, window: Window, now: datetime) -> None:
    key = f"{PLANNED}:{request.pk}:{window.closes_on}:{now:%Y%m%d%H%M%S}"
    had = had_reminders(request.pk)
    outbox.queue_all(reminders_of(request.pk, request.referral_id, window, key=key, had=had))


def _shorten(request: QuestionnaireRequest, closes_at: datetime, now: datetime) -> None:
    """What she was told of is not cut short: then only what would come too late is taken back."""
    waiting = {"object_id": request.pk, "notice__in": (INVITATION, REMINDER)}
    put_off = Message.objects.waiting().filter(reason__in=queries.MAY_PASS, **waiting)
    put_off.update(due_at=next_allowed(now))  # it waits for the last day, whichever that is
    outbox.cancel(reason="too_late", due_at__gte=closes_at, **waiting)
    if request.is_told:
        return
    if closes_at <= now:
        end(request, RequestStatus.EXPIRED, by=SYSTEM, now=now)
        return
    request.closes_at = closes_at
    request.save(update_fields=["closes_at"])
    left = Message.objects.waiting().filter(expires_at__gt=closes_at, **waiting)
    left.update(expires_at=closes_at)


@transaction.atomic
def _close(late: Late, request: QuestionnaireRequest, *, now: datetime) -> bool:
    still_late = late(now).filter(pk=request.pk).select_related("wave")
    locked = still_late.select_for_update(of=("self",), skip_locked=True).first()
    if locked is None:
        return False
    if finish_answered(locked, now=now, answered_at=queries.last_answered_at(locked)):
        end(locked, RequestStatus.COMPLETED, by=SYSTEM, now=now)
    elif queries.support_has_begun(locked, queries.last_day_over(now)):
        end(locked, RequestStatus.STOPPED, why=StopReason.SUPPORT_BEGAN, by=SYSTEM, now=now)
    elif locked.answered_from_at is None and queries.rested_throughout(locked):
        end(locked, RequestStatus.STOPPED, why=StopReason.PAUSED, by=SYSTEM, now=now)
    else:
        end(locked, RequestStatus.EXPIRED, by=SYSTEM, now=now)
    return True
