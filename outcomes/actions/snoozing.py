"""She says later: what waits goes on the day she chose, and one message then asks once more."""

from datetime import date, datetime, timedelta

from django.db import transaction

from outcomes import queries
from outcomes.actions.inviting import (
    INVITATION,
    REMINDER,
    REMINDER_IS_STALE_AFTER,
    SNOOZED,
    had_reminders,
)
from outcomes.models import QuestionnaireRequest
from outcomes.schedule import MOST_REMINDERS, start_of
from pim import clock
from pim.access import audit
from pim.access.audit import HERSELF, Actor
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import Message, Reply
from pim.quiet_hours import next_allowed

LATER_BY_REPLY = timedelta(days=3)


class NoDayLeft(DomainError):
    """The last day to answer comes before that."""


@transaction.atomic
def snooze(
    *, request: QuestionnaireRequest, until_on: date, by: Actor, now: datetime
) -> QuestionnaireRequest:
    """Nothing more before this day; then one message, if she has not had two reminders already.

    What was planned for a day before goes then. Asked twice, it is the same. Raises NoDayLeft
    where the day is not after today, or is after her last day to answer.
    """
    locked = _locked(request, until_on, now)
    if locked.snoozed_until_on == until_on:
        return locked
    locked.snoozed_until_on = until_on
    locked.save(update_fields=["snoozed_until_on"])
    if not _invite_then(locked, until_on):
        _remind_then(locked, until_on)
    audit.record(by=by, action="questionnaire.snoozed", target=locked, now=now, until=until_on)
    return locked


def _locked(request: QuestionnaireRequest, until_on: date, now: datetime) -> QuestionnaireRequest:
    opened = QuestionnaireRequest.objects.open().filter(pk=request.pk, closes_at__gt=now)
    locked = opened.select_for_update().first()
    if locked is None:
        raise DomainError("The answers are already in, or their time is over.")
    if not clock.day_of(now) < until_on <= queries.last_day(locked):
        raise NoDayLeft("Choose a day after today, and not after the last day to answer.")
    return locked


def _invite_then(request: QuestionnaireRequest, until_on: date) -> bool:
    """She has had no message yet: the invitation itself comes later."""
    invited = Message.objects.waiting().filter(notice=INVITATION, object_id=request.pk)
    return bool(invited.update(due_at=next_allowed(start_of(until_on))))


def _remind_then(request: QuestionnaireRequest, until_on: date) -> None:
    """In the place of the next reminder, or the second, where the plan knows only one."""
    waiting = Message.objects.waiting().filter(notice=REMINDER, object_id=request.pk)
    planned = list(waiting.order_by("due_at", "id"))
    begins = start_of(until_on)
    left = MOST_REMINDERS - had_reminders(request.pk)
    later = [one for one in planned if one.due_at >= begins + timedelta(days=1)]
    kept = [one for one in later if not one.dedupe_key.startswith(SNOOZED)][: max(left - 1, 0)]
    gone = [one.pk for one in planned if one not in kept]
    outbox.cancel(reason="she_said_later", pk__in=gone)
    if left > 0:
        outbox.queue(
            notice=REMINDER,
            object_id=request.pk,
            about_id=request.referral_id,
            dedupe_key=f"{SNOOZED}:{request.pk}:{_number(request)}",
            due_at=next_allowed(begins),
            expires_at=min(begins + REMINDER_IS_STALE_AFTER, request.closes_at),
        )


def _number(request: QuestionnaireRequest) -> int:
    of_its_kind = Message.objects.filter(dedupe_key__startswith=f"{SNOOZED}:{request.pk}:")
    return of_its_kind.filter(object_id=request.pk).count() + 1


def later_days(request: QuestionnaireRequest, now: datetime) -> list[date]:
    """Tomorrow, in three days, next week: those of them on which she may still answer."""
    today, last = clock.day_of(now), queries.last_day(request)
    return [day for days in (1, 3, 7) if (day := today + timedelta(days=days)) <= last]


def said_later(reply: Reply, now: datetime) -> bool:
    """She answered a message with LATER. Whether there is a questionnaire that it can put off."""
    hers = QuestionnaireRequest.objects.open().filter(referral=reply.about_id, closes_at__gt=now)
    request = hers.order_by("closes_at", "pk").first()
    if request is None:
        return False
    snooze(request=request, until_on=_put_off(request, now), by=HERSELF, now=now)
    return True


def _put_off(request: QuestionnaireRequest, now: datetime) -> date:
    """Beyond the reminder that was planned next: it would come as if she had said nothing. Said
    twice, it is the same day."""
    today = clock.day_of(now)
    planned = Message.objects.waiting().filter(notice=REMINDER, object_id=request.pk)
    planned = planned.exclude(dedupe_key__startswith=f"{SNOOZED}:").order_by("due_at", "id")
    due = next((clock.day_of(one.due_at) for one in planned[:1]), today)
    wanted = max(max(today, due) + LATER_BY_REPLY, request.snoozed_until_on or today)
    return min(wanted, queries.last_day(request))
