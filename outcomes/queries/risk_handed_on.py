"""Answers that somebody looked at and gave on: whether the next has taken them up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from outcomes.enums import RiskStepKind
from outcomes.models import RiskEvent, RiskStep
from outcomes.queries.duty import Desk, desk_of
from outcomes.queries.risk import WITH_STEPS, done_about, place_of, risk_events, steps_of
from pim.enums import GONE_OUT, MessageState
from pim.models import Message, User
from pim.staffed_hours import AT_ONCE

HANDED_OVER = "questionnaire.risk_handed_over"
LEAD_DECIDES = "questionnaire.risk_lead_decides"
NOT_TAKEN_UP = "questionnaire.risk_not_taken_up"
AGAIN_AFTER = timedelta(hours=1)  # staffed


@dataclass
class Told:
    """What went out about one answer that was given on."""

    came_back_at: datetime | None = None
    lead_missed_at: datetime | None = None
    last_at: datetime | None = None
    times: int = 0


def given_on() -> QuerySet[RiskEvent]:
    """Open, somebody has it, and it was handed over or a lead was to decide."""
    handed = RiskStep.objects.filter(event=OuterRef("pk"), kind=RiskStepKind.HANDED_OVER)
    missed = Message.objects.filter(
        object_id=OuterRef("pk"), notice=LEAD_DECIDES, state=MessageState.DEAD
    )
    held = risk_events().open().filter(acknowledged_at__isnull=False)
    waits = held.filter(Q(Exists(handed)) | Q(Exists(missed)))
    return waits.prefetch_related(WITH_STEPS).order_by("raised_at", "id")


def told_about(events: Iterable[RiskEvent]) -> dict[UUID, Told]:
    """By event, in one question."""
    found = {event.pk: Told() for event in events}
    rows = Message.objects.filter(
        object_id__in=found, notice__in=[HANDED_OVER, LEAD_DECIDES, NOT_TAKEN_UP]
    )
    for row in rows.only("object_id", "notice", "state", "due_at").order_by("due_at"):
        told, is_dead = found[row.object_id], row.state == MessageState.DEAD
        if row.notice == NOT_TAKEN_UP:
            told.last_at, told.times = row.due_at, told.times + 1
        elif row.notice == HANDED_OVER:
            told.came_back_at = row.due_at if is_dead else None
        elif is_dead:
            told.lead_missed_at = row.due_at
    return found


def is_given_on(event: RiskEvent) -> bool:
    """Handed over and open, and whoever has it now has done nothing since."""
    return event.closed_at is None and _not_taken_up(event) is not None


def lies_since(event: RiskEvent, told: Told) -> datetime | None:
    """Handed over, and the new owner has noted nothing; or the lead who decides was not reached
    and nothing is decided."""
    if event.closed_at is not None:
        return None
    if handed := _not_taken_up(event):
        return handed.at
    return told.lead_missed_at if done_about(event).lead_decides else None


def next_at(event: RiskEvent, told: Told, desk: Desk) -> datetime | None:
    """When the next is told: after thirty staffed minutes, at once where the message came back,
    and then every staffed hour."""
    since = lies_since(event, told)
    if since is None:
        return None
    if told.last_at and told.last_at >= since:
        return desk.hours.after(AGAIN_AFTER, told.last_at)
    came_back = told.came_back_at if _not_taken_up(event) else told.lead_missed_at
    return since if came_back else desk.hours.after(AT_ONCE, since)


def next_for(event: RiskEvent, now: datetime) -> User | None:
    """Each time another, so that one who is away keeps nobody from hearing of it."""
    ours = Message.objects.filter(object_id=event.pk, notice=NOT_TAKEN_UP)
    before = ours.filter(state__in=[*GONE_OUT, MessageState.DEAD]).count()
    return desk_of(place_of(event.referral)).next_after(event.owner, now, before)


def _not_taken_up(event: RiskEvent) -> RiskStep | None:
    """The last handing over, if whoever has it now has done nothing since."""
    for step in reversed(steps_of(event)):
        if step.kind == RiskStepKind.HANDED_OVER:
            return step
        if step.actor_id == event.owner_id:
            return None
    return None
