"""What is done about an answer somebody looks at. Each step is a row that stays as written."""

from datetime import datetime, timedelta

from django.db import transaction

from outcomes import queries
from outcomes.enums import RiskOutcome, RiskStepKind
from outcomes.models import RiskEvent, RiskStep
from outcomes.queries import risk_handed_on
from outcomes.risk_rules import why_not
from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError, NotAllowed
from pim.messages import outbox
from pim.models import User
from referrals.enums import Authority, TellingBasis
from referrals.telling_outside import check_basis, in_the_trail

RISK_HANDED_OVER, RISK_LEAD_DECIDES = risk_handed_on.HANDED_OVER, risk_handed_on.LEAD_DECIDES
SAME_PRESS = timedelta(seconds=30)
"""The very same step by the same person within this time is one press too many."""


@transaction.atomic
def acknowledge_risk(*, event: RiskEvent, by: Actor, now: datetime) -> RiskEvent:
    """Somebody is looking at it: from now on it is hers. Pressed twice, it is hers once.

    What was handed over and not taken up waits likewise, for its new owner or whoever is quicker.
    """
    locked = _locked_row(event, by)
    if locked.acknowledged_at is None:
        _take_on(locked, by=by, now=now)
    elif risk_handed_on.is_given_on(locked):
        _take_up(locked, by=by, now=now)
    elif locked.owner != by.user:
        whose = locked.owner.name if locked.owner else locked.acknowledged_by.name
        raise DomainError(f"{whose} is looking at this already. Ring her if you know more.")
    return locked


@transaction.atomic
def add_risk_step(
    *,
    event: RiskEvent,
    kind: RiskStepKind,
    told: Authority | str = "",
    basis: TellingBasis | str = "",
    words: str = "",
    by: Actor,
    now: datetime,
) -> RiskStep:
    """What was done: rang, spoke, asked a lead, told somebody outside and why that was right.

    Whoever does the first thing about it is looking at it. When she could not be reached twice,
    or a lead is asked, the lead is told, once.
    """
    locked = _open_row(event, by)
    if kind == RiskStepKind.HANDED_OVER:
        raise DomainError("Say to whom you hand it over.")
    if kind == RiskStepKind.TOLD:
        check_basis(told, basis)
    else:
        told = basis = ""
    step = RiskStep(event=locked, kind=kind, told=told, basis=basis, at=now, **by.columns())
    step.words = words.strip() or None
    if pressed := _pressed_before(step):
        return pressed
    _take_on_if_new(locked, by=by, now=now)
    _keep(step, by=by, now=now)
    if queries.done_about(locked).lead_decides:
        _tell(RISK_LEAD_DECIDES, locked, f"risk:{locked.pk}:lead", now)
    return step


@transaction.atomic
def hand_over_risk(
    *, event: RiskEvent, to: User, words: str = "", by: Actor, now: datetime
) -> RiskEvent:
    """Give it to another who may see it. She is told that something waits for her."""
    locked = _open_row(event, by)
    if locked.owner == to and locked.acknowledged_at:
        return locked
    if not queries.who_may_take_over(locked).filter(pk=to.pk).exists():
        raise DomainError("She may not see this answer. Choose someone else.")
    _take_on_if_new(locked, by=by, now=now)
    locked.owner = to
    locked.save(update_fields=["owner"])
    step = RiskStep(
        event=locked, kind=RiskStepKind.HANDED_OVER, words=words.strip() or None, at=now
    )
    step.actor_kind, step.actor = by.kind, by.user
    _keep(step, by=by, now=now, to=to.pk)
    _tell(RISK_HANDED_OVER, locked, f"risk-step:{step.pk}", now)
    return locked


@transaction.atomic
def close_risk(
    *, event: RiskEvent, outcome: RiskOutcome, note: str = "", by: Actor, now: datetime
) -> RiskEvent:
    """How it ended: by name, and only as what was done allows."""
    locked = _locked_row(event, by)
    if locked.closed_at is not None:
        if locked.outcome == outcome:
            return locked
        raise DomainError("This is closed already.")
    if locked.acknowledged_at is None:
        raise DomainError("Say first that you are looking at it.")
    if missing := why_not(RiskOutcome(outcome), queries.done_about(locked)):
        raise DomainError(missing)
    locked.closed_at, locked.outcome, locked.note = now, RiskOutcome(outcome), note.strip() or None
    locked.save(update_fields=["closed_at", "outcome", "note"])
    outbox.cancel(reason="closed", object_id=locked.pk)
    audit.record(by=by, action="risk.closed", target=locked, now=now, outcome=outcome)
    return locked


def _locked_row(event: RiskEvent, by: Actor) -> RiskEvent:
    """The row as it is now, for somebody who may see it. Two at once wait for each other."""
    seen = queries.risk_events().visible_to(by.user).filter(pk=event.pk)
    list(seen.select_for_update(of=("self",)))  # whoever waited reads the names anew
    locked = seen.first()
    if locked is None:
        raise NotAllowed("Your role does not let you work on this.")
    return locked


def _open_row(event: RiskEvent, by: Actor) -> RiskEvent:
    locked = _locked_row(event, by)
    if locked.closed_at is not None:
        raise DomainError("This is closed. If there is more, raise a concern about her safety.")
    return locked


def _take_on(event: RiskEvent, *, by: Actor, now: datetime) -> None:
    """It is hers from now on, and nobody else is alerted."""
    event.acknowledged_at, event.acknowledged_by, event.owner = now, by.user, by.user
    event.save(update_fields=["acknowledged_at", "acknowledged_by", "owner"])
    outbox.cancel(reason="acknowledged", object_id=event.pk)
    audit.record(by=by, action="risk.acknowledged", target=event, now=now)


def _take_up(event: RiskEvent, *, by: Actor, now: datetime) -> None:
    """Handed over, and looked at now: nobody else is told of it."""
    event.owner = by.user
    event.save(update_fields=["owner"])
    outbox.cancel(reason="acknowledged", object_id=event.pk)
    step = RiskStep(event=event, kind=RiskStepKind.LOOKING, at=now, **by.columns())
    _keep(step, by=by, now=now)


def _take_on_if_new(event: RiskEvent, *, by: Actor, now: datetime) -> None:
    if event.acknowledged_at is None:
        _take_on(event, by=by, now=now)


def _pressed_before(step: RiskStep) -> RiskStep | None:
    same = RiskStep.objects.filter(
        event=step.event,
        kind=step.kind,
        told=step.told,
        basis=step.basis,
        actor=step.actor,
        at__gt=step.at - SAME_PRESS,
    )
    return next((one for one in same if one.words == step.words), None)


def _keep(step: RiskStep, *, by: Actor, now: datetime, **codes: object) -> None:
    step.save(force_insert=True)
    codes |= in_the_trail(step.told, step.basis)
    audit.record(by=by, action=f"risk.{step.kind}", target=step.event, now=now, **codes)


def _tell(notice: str, event: RiskEvent, key: str, now: datetime) -> None:
    outbox.queue(
        notice=notice,
        object_id=event.pk,
        about_id=event.referral.pk,
        dedupe_key=key,
        due_at=now,
    )
