"""What nobody has seen in time goes to the next. The rows are the truth: whatever was lost on the
way, the next run finds it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from outcomes import queries
from outcomes.actions.risk import RISK_ALERTS, alert
from outcomes.models import RiskEvent
from outcomes.queries import Desk
from outcomes.queries.risk_handed_on import (
    AGAIN_AFTER,
    NOT_TAKEN_UP,
    given_on,
    next_at,
    told_about,
)
from pim.access import audit
from pim.access.audit import SYSTEM
from pim.enums import MessageState
from pim.escalation import Rung, rungs_due
from pim.messages import outbox
from pim.messages.outbox import Queued
from pim.models import Message

log = logging.getLogger(__name__)
TO_THE_MANAGER = RISK_ALERTS[Rung.MANAGER]


@dataclass
class Alerts:
    """What went out about one answer: which came back, and how often the manager was told."""

    dead: set[str]
    to_manager: int = 0
    dead_to_manager: int = 0
    last_at: datetime | None = None
    last_is_dead: bool = False


def pass_up_unseen(*, now: datetime) -> int:
    """Tell the next of each answer nobody has looked at in time, and at once where an alert came
    back: each rung once, and the manager each staffed hour until somebody looks. What was handed
    over and not taken up goes on likewise. However often this runs, as many questions for one
    answer as for all; one that cannot be passed up keeps none of the others.
    """
    unseen = _together_or_each(_unseen, queries.to_pass_up(now), now)
    return unseen + _together_or_each(_not_taken_up, given_on(), now)


def _together_or_each(
    pass_up: Callable[[QuerySet, datetime], int], events: QuerySet, now: datetime
) -> int:
    """All together; if one is broken, each by itself."""
    try:
        return _pass_up(pass_up, events, now)
    except Exception:
        log.exception("some answer cannot be passed up: each by itself now")
    keys = events.values_list("pk", flat=True)
    return sum(_by_itself(pass_up, events.filter(pk=pk), now) for pk in list(keys))


def _by_itself(pass_up: Callable[[QuerySet, datetime], int], event: QuerySet, now: datetime) -> int:
    try:
        return _pass_up(pass_up, event, now)
    except Exception:
        log.exception("an answer could not be passed up")
        return 0


@transaction.atomic
def _pass_up(pass_up: Callable[[QuerySet, datetime], int], events: QuerySet, now: datetime) -> int:
    return pass_up(events.select_for_update(skip_locked=True, of=("self",)), now)


def _unseen(events: QuerySet, now: datetime) -> int:
    desks = _desks(events)
    if not desks:
        return 0
    known = _alerts(desks)
    told = {event: _next_rungs(event, desks[event], known[event.pk], now) for event in desks}
    again = [event for event in desks if _is_due_again(event, desks[event], known[event.pk], now)]
    outbox.queue_all(
        alert(event, Rung.MANAGER, now, again=known[event.pk].to_manager) for event in again
    )
    return _tell({event: rungs for event, rungs in told.items() if rungs}, now) + len(again)


def _not_taken_up(events: QuerySet, now: datetime) -> int:
    desks = _desks(events)
    if not desks:
        return 0
    known = told_about(desks)
    times = {event: next_at(event, known[event.pk], desk) for event, desk in desks.items()}
    due = [event for event, at in times.items() if at and at <= now]
    outbox.queue_all(
        Queued(
            notice=NOT_TAKEN_UP,
            object_id=event.pk,
            about_id=event.referral.pk,
            dedupe_key=f"risk:{event.pk}:on:{known[event.pk].times}",
            due_at=now,
        )
        for event in due
    )
    return len(due)


def _desks(events: QuerySet) -> dict[RiskEvent, Desk]:
    places = {event: queries.place_of(event.referral) for event in events}
    desks = queries.desks_of(set(places.values())) if places else {}
    return {event: desks[place.pk] for event, place in places.items()}


def _alerts(events: Iterable[RiskEvent]) -> dict[UUID, Alerts]:
    found = {event.pk: Alerts(set()) for event in events}
    rows = Message.objects.filter(object_id__in=found, notice__in=RISK_ALERTS.values())
    for row in rows.only("object_id", "notice", "state", "due_at").order_by("due_at"):
        alerts, is_dead = found[row.object_id], row.state == MessageState.DEAD
        if is_dead:
            alerts.dead.add(row.notice)
        if row.notice == TO_THE_MANAGER:
            alerts.to_manager += 1
            alerts.dead_to_manager += is_dead
            alerts.last_at, alerts.last_is_dead = row.due_at, is_dead
    return found


def _next_rungs(event: RiskEvent, desk: Desk, known: Alerts, now: datetime) -> list[Rung]:
    """Those whose time has come; the one above where the alert of the highest came back."""
    reached = max(rungs_due(queries.ladder_of(event, desk), now, seen=False), default=Rung.ON_DUTY)
    is_lost = RISK_ALERTS[Rung(event.escalated)] in known.dead
    up_to = max(reached, event.escalated + is_lost)
    return [rung for rung in Rung if event.escalated < rung <= up_to]


def _is_due_again(event: RiskEvent, desk: Desk, known: Alerts, now: datetime) -> bool:
    """A staffed hour after the last; at once where that came back and somebody is left to try."""
    if event.escalated < Rung.MANAGER or known.last_at is None:
        return False
    untried = known.dead_to_manager < len(desk.after_the_manager(now, queries.goes_to_of(event)))
    if known.last_is_dead and untried:
        return True
    return desk.hours.after(AGAIN_AFTER, known.last_at) <= now


def _tell(told: dict[RiskEvent, list[Rung]], now: datetime) -> int:
    outbox.queue_all(alert(event, rung, now) for event, rungs in told.items() for rung in rungs)
    highest = defaultdict(list)
    for event, rungs in told.items():
        highest[rungs[-1]].append(event.pk)
    for rung, events in highest.items():
        RiskEvent.objects.filter(pk__in=events).update(escalated=rung)
        codes = {pk: {"rung": int(rung)} for pk in events}
        audit.record_many(by=SYSTEM, action="risk.passed_up", model=RiskEvent, now=now, codes=codes)
    return sum(map(len, told.values()))
