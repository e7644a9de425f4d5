"""What nobody has seen in time goes to the next. The rows are the truth: whatever was lost on the
way, the next run finds it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from outcomes import queries
from outcomes.actions.risk import RISK_ALERTS, alert
from outcomes.models import RiskEvent
from outcomes.queries import Desk
from pim.access import audit
from pim.access.audit import SYSTEM
from pim.enums import MessageState
from pim.escalation import Rung, rungs_due
from pim.messages import outbox
from pim.models import Message

CameBack = set[tuple]  # event and notice


@transaction.atomic
def pass_up_unseen(*, now: datetime) -> int:
    """Tell the next of each answer nobody has looked at in time, and at once where an alert came
    back. Each rung is told once, however often this runs; as many questions for one as for all.
    """
    unseen = queries.to_pass_up(now).select_for_update(skip_locked=True, of=("self",))
    events = list(unseen)
    if not events:
        return 0
    came_back = _came_back(events)
    desks = queries.desks_of({queries.place_of(event.referral) for event in events})
    told = {
        event: _next_rungs(event, desks[queries.place_of(event.referral).pk], came_back, now)
        for event in events
    }
    return _tell({event: rungs for event, rungs in told.items() if rungs}, now)


def _came_back(events: Iterable[RiskEvent]) -> CameBack:
    dead = Message.objects.filter(
        object_id__in=[event.pk for event in events],
        notice__in=RISK_ALERTS.values(),
        state=MessageState.DEAD,
    )
    return set(dead.values_list("object_id", "notice"))


def _next_rungs(event: RiskEvent, desk: Desk, came_back: CameBack, now: datetime) -> list[Rung]:
    """Those whose time has come; the one above where the alert of the highest came back."""
    reached = max(rungs_due(queries.ladder_of(event, desk), now, seen=False), default=Rung.ON_DUTY)
    is_lost = (event.pk, RISK_ALERTS[Rung(event.escalated)]) in came_back
    up_to = max(reached, event.escalated + is_lost)
    return [rung for rung in Rung if event.escalated < rung <= up_to]


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
