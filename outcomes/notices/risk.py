"""Alerts about an answer that somebody must look at. They say neither who nor what."""

from datetime import datetime, timedelta

from outcomes import queries
from outcomes.actions.risk import RISK_ALERTS
from outcomes.actions.risk_steps import RISK_HANDED_OVER, RISK_LEAD_DECIDES
from outcomes.models import RiskEvent
from outcomes.queries import risk_handed_on
from pim import clock
from pim.messages import alerts, notices
from pim.models import Message, User


class RiskNotice(alerts.Alert):
    """Until the answer is closed."""

    template = "outcomes/messages/risk_alert"
    if_not_arrived = "Tell each other: open Answers that need you"
    ask_again = timedelta(minutes=10)

    def load(self, object_id) -> RiskEvent | None:
        return queries.risk_events().filter(pk=object_id).first()

    def why_not(self, event: RiskEvent, now: datetime) -> str:
        return "closed" if event.closed_at else ""

    def words(self, event: RiskEvent, message: Message) -> dict:
        is_overdue = event.acknowledged_at is not None or event.look_by <= clock.now()
        return super().words(event, message) | {"look_by": event.look_by, "is_overdue": is_overdue}


class RiskAlert(RiskNotice, alerts.RungAlert):
    """One for each rung, until somebody says that she is looking."""

    called = "Alert about an answer"

    def why_not(self, event: RiskEvent, now: datetime) -> str:
        return "acknowledged" if event.acknowledged_at else ""

    def who(self, event: RiskEvent, now: datetime) -> User | None:
        return queries.who_is_told(event, now, self.rung)


alerts.register_ladder(RiskAlert, RISK_ALERTS)


@notices.register
class RiskHandedOver(RiskNotice):
    """To whoever has it now; if she has left since, whoever is next."""

    key = RISK_HANDED_OVER
    called = "Alert about an answer, handed over"

    def who(self, event: RiskEvent, now: datetime) -> User | None:
        return queries.who_is_told(event, now)


@notices.register
class RiskNotTakenUp(RiskNotice):
    """To the next, where whoever has it now has noted nothing, or the lead was not reached."""

    key = risk_handed_on.NOT_TAKEN_UP
    called = "Alert about an answer, handed over and not taken up"

    def why_not(self, event: RiskEvent, now: datetime) -> str:
        told = risk_handed_on.told_about([event])[event.pk]
        return "" if risk_handed_on.lies_since(event, told) else "taken_up"

    def who(self, event: RiskEvent, now: datetime) -> User | None:
        return risk_handed_on.next_for(event, now)


@notices.register
class LeadDecides(RiskNotice):
    """To the lead: nobody can reach her, and somebody has to say what comes next."""

    key = RISK_LEAD_DECIDES
    called = "Alert about an answer, for a lead to decide"

    def who(self, event: RiskEvent, now: datetime) -> User | None:
        return queries.lead_of(event)
