"""An answer that somebody must look at: raised with the answer, in the same transaction."""

from datetime import datetime

from outcomes import queries, scoring
from outcomes.definitions import Grade
from outcomes.enums import Mode
from outcomes.models import Response, RiskEvent
from outcomes.queries import RISK_NUMBERS, Desk
from pim.access import audit
from pim.access.audit import Actor
from pim.escalation import Rung
from pim.messages.outbox import Queued, queue
from pim.models import User

RISK_ALERTS = {
    Rung.ON_DUTY: "questionnaire.risk_alert",
    Rung.DEPUTY: "questionnaire.risk_passed_up",
    Rung.MANAGER: "questionnaire.risk_unseen",
}
RISK_ALERT = RISK_ALERTS[Rung.ON_DUTY]


def raise_risk(
    response: Response, item: int, option_code: str, *, by: Actor, now: datetime
) -> RiskEvent | None:
    """The event this answer belongs to, if somebody must look at it. Call it while saving.

    A graver answer to the same question raises another; a milder one takes nothing back. Once
    an event is closed, the same answer given again is a new one to look at.
    """
    definition = queries.definition(response.instrument)
    grade = scoring.risk_of(definition, item, option_code)
    if grade is None:
        return None
    standing = RiskEvent.objects.open().filter(response=response, item=item)
    raised = standing.filter(grade__gte=RISK_NUMBERS[grade])
    return raised.first() or _raise(response, item, grade, by=by, now=now)


def note_changed_elsewhere(response: Response, item: int, *, by: Actor, now: datetime) -> None:
    """Through the link alone, and not where the answer was typed: perhaps it is not hers, and
    whoever looks must know."""
    standing = RiskEvent.objects.open().filter(response=response, item=item, raised_at__lt=now)
    for event in standing.filter(changed_elsewhere_at=None).select_for_update(of=("self",)):
        event.changed_elsewhere_at = now
        event.save(update_fields=["changed_elsewhere_at"])
        audit.record(by=by, action="risk.changed_elsewhere", target=event, now=now)


def alert(event: RiskEvent, rung: Rung, now: datetime, *, again: int = 0) -> Queued:
    """One for each event and rung, ever; ``again``: how often this rung was told before."""
    key = f"risk:{event.pk}:{rung + 1}"
    return Queued(
        notice=RISK_ALERTS[rung],
        object_id=event.pk,
        about_id=event.referral.pk,
        dedupe_key=f"{key}:{again}" if again else key,
        due_at=now,
    )


def _raise(response: Response, item: int, grade: Grade, *, by: Actor, now: datetime) -> RiskEvent:
    desk = queries.desk_of(queries.place_of(response.request.referral))
    look_by = queries.look_by(desk, grade, now)
    event = RiskEvent.objects.create(
        response=response,
        item=item,
        grade=RISK_NUMBERS[grade],
        raised_at=now,
        look_by=look_by,
        owner=_owner(response, item, desk, look_by, by),
    )
    queue(**vars(alert(event, Rung.ON_DUTY, now)))
    audit.record(by=by, action="risk.raised", target=event, now=now, grade=event.grade)
    return event


def _owner(response: Response, item: int, desk: Desk, look_by: datetime, by: Actor) -> User | None:
    """Whoever typed it in for her, if she may look: she speaks with her now. Else who is on duty.

    She too is alerted, and the next after her, until she says that she is looking.
    """
    if response.mode != Mode.ONLINE and desk.may_look(by.user):
        return by.user
    goes_to = scoring.risk_goes_to(queries.definition(response.instrument), item)
    return queries.who_looks(desk, look_by, goes_to)
