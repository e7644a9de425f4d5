"""Somebody looks at a worry: in time or a deputy does, rings until she answers or a lead decides,
and closes it with an outcome."""

from random import Random

from outcomes import actions, queries
from outcomes.enums import RiskOutcome, RiskStepKind
from outcomes.models import RiskEvent
from outcomes.simulation.stage import Stage, working_time
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import Actor, acting
from pim.escalation import Rung
from pim.messages import outbox
from referrals.enums import Authority, TellingBasis

AWAY = 0.2  # of those on duty, at the moment an alert comes
CALLS_MISSED = (0, 0, 0, 1, 2)
SPOKEN = (RiskOutcome.SPOKE_SAFE, RiskOutcome.SPOKE_SAFE, RiskOutcome.ANSWERED_BY_MISTAKE)


def caring_for(stage: Stage, event: RiskEvent) -> Life:
    """The alert is out as soon as the answer is: it has a worker of its own."""
    outbox.drain(outbox.RISK)
    site = event.referral.site
    chance = stage.chance("risk", stage.mums[event.referral.pk].email)
    if chance.random() < AWAY:
        yield max(event.look_by, clock.now())
        by = _passed_up(stage, event)
    else:
        yield min(working_time(site, chance), max(event.look_by, clock.now()))
        by = stage.coordinator(site)
        stage.note("risk answers looked at in time")
    actions.acknowledge_risk(event=event, by=by, now=clock.now())
    yield from _ringing(stage, event, by, chance)


def _passed_up(stage: Stage, event: RiskEvent) -> Actor:
    """Whoever is told next."""
    now = clock.now()
    stage.note("risk answers passed up")
    actions.pass_up_unseen(now=now)
    outbox.drain(outbox.RISK)
    return acting(queries.who_is_told(event, now, Rung.DEPUTY))


def _ringing(stage: Stage, event: RiskEvent, by: Actor, chance: Random) -> Life:
    missed, site = chance.choice(CALLS_MISSED), event.referral.site
    for _ in range(missed):
        yield working_time(site, chance)
        _note(event, RiskStepKind.NO_ANSWER, by)
        stage.note("calls about a risk answer without an answer")
    yield working_time(site, chance)
    if queries.done_about(_as_it_is(event)).lead_decides:
        by = acting(queries.lead_of(event))
        _note(event, RiskStepKind.TOLD, by, told=Authority.GP, basis=TellingBasis.DANGER)
        outcome = RiskOutcome.GP_TOLD
    else:
        _note(event, RiskStepKind.SPOKE, by)
        outcome = chance.choice(SPOKEN)
    yield working_time(site, chance, after_days=1)
    actions.close_risk(event=event, outcome=outcome, by=by, now=clock.now())
    stage.note("risk answers closed")


def _note(event: RiskEvent, kind: RiskStepKind, by: Actor, **codes: str) -> None:
    actions.add_risk_step(event=event, kind=kind, by=by, now=clock.now(), **codes)


def _as_it_is(event: RiskEvent) -> RiskEvent:
    return queries.risk_events().get(pk=event.pk)
