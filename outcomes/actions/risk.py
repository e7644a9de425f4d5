"""An answer that somebody must look at: raised with the answer, owned, looked at, closed."""

from datetime import datetime

from django.db import transaction

from outcomes import queries, scoring
from outcomes.definitions import Grade
from outcomes.enums import RiskOutcome
from outcomes.models import Response, RiskEvent
from outcomes.queries import RISK_NUMBERS
from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import outbox

RISK_ALERT = "questionnaire.risk_alert"


def raise_risk(
    response: Response, item: int, option_code: str, *, by: Actor, now: datetime
) -> RiskEvent | None:
    """The event this answer belongs to, if somebody must look at it. Call it while saving.

    A graver answer to the same question raises another; a milder one takes nothing back.
    """
    definition = queries.definition(response.instrument)
    grade = scoring.risk_of(definition, item, option_code)
    if grade is None:
        return None
    raised = RiskEvent.objects.filter(response=response, item=item, grade__gte=RISK_NUMBERS[grade])
    return raised.first() or _raise(response, item, grade, by=by, now=now)


def _raise(response: Response, item: int, grade: Grade, *, by: Actor, now: datetime) -> RiskEvent:
    referral = response.request.referral
    look_by = queries.look_by(referral.site, grade, now)
    goes_to = scoring.risk_goes_to(queries.definition(response.instrument), item)
    event = RiskEvent.objects.create(
        response=response,
        item=item,
        grade=RISK_NUMBERS[grade],
        raised_at=now,
        look_by=look_by,
        owner=queries.who_looks(referral.site, look_by, goes_to),
    )
    outbox.queue(
        notice=RISK_ALERT,
        object_id=event.pk,
        about_id=referral.pk,
        dedupe_key=f"risk:{event.pk}:1",
        due_at=now,
    )
    audit.record(by=by, action="risk.raised", target=event, now=now, grade=event.grade)
    return event


@transaction.atomic
def acknowledge_risk(*, event: RiskEvent, by: Actor, now: datetime) -> RiskEvent:
    """Somebody is looking at it: from now on it is theirs."""
    locked = RiskEvent.objects.select_for_update().get(pk=event.pk)
    if locked.acknowledged_at is not None:
        raise DomainError("Somebody is looking at this already. The page says who.")
    locked.acknowledged_at, locked.acknowledged_by, locked.owner = now, by.user, by.user
    locked.save(update_fields=["acknowledged_at", "acknowledged_by", "owner"])
    outbox.cancel(reason="acknowledged", object_id=locked.pk)
    audit.record(by=by, action="risk.acknowledged", target=locked, now=now)
    return locked


@transaction.atomic
def close_risk(
    *, event: RiskEvent, outcome: RiskOutcome, note: str = "", by: Actor, now: datetime
) -> RiskEvent:
    """How it ended. Never without somebody who looked, nor without an outcome."""
    locked = RiskEvent.objects.select_for_update().get(pk=event.pk)
    if locked.acknowledged_at is None:
        raise DomainError("Say first that you are looking at it.")
    if locked.closed_at is not None:
        raise DomainError("This is closed already.")
    locked.closed_at, locked.outcome, locked.note = now, RiskOutcome(outcome), note or None
    locked.save(update_fields=["closed_at", "outcome", "note"])
    audit.record(by=by, action="risk.closed", target=locked, now=now, outcome=outcome)
    return locked
