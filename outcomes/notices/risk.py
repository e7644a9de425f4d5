"""Alerts about an answer that somebody must look at. They say neither who nor what."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from outcomes import queries
from outcomes.actions.risk import RISK_ALERTS
from outcomes.actions.risk_steps import RISK_HANDED_OVER, RISK_LEAD_DECIDES
from outcomes.models import RiskEvent
from outcomes.queries import risk_handed_on
from pim import clock
from pim.enums import MessageClass
from pim.escalation import Rung
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message, User

log = logging.getLogger(__name__)
ASK_AGAIN_WHO_LOOKS = timedelta(minutes=10)


class RiskNotice(notices.Notice):
    """To one person, chosen when it goes, at any hour."""

    klass = MessageClass.RISK
    template = "outcomes/messages/risk_alert"
    if_not_arrived = "Tell each other: open Answers that need you"

    def load(self, object_id) -> RiskEvent | None:
        return queries.risk_events().filter(pk=object_id).first()

    def decide(self, event: RiskEvent, now: datetime) -> Verdict:
        if over := self.why_not(event):
            return Cancel(over)
        person = self.who(event, now)
        if person is None:
            log.error("nobody can be told of an answer to look at", extra={"notice": self.key})
            return Postpone(now + ASK_AGAIN_WHO_LOOKS, "nobody_to_tell")
        return Send(person.email)

    def why_not(self, event: RiskEvent) -> str:
        return "closed" if event.closed_at else ""

    def who(self, event: RiskEvent, now: datetime) -> User | None:
        raise NotImplementedError

    def words(self, event: RiskEvent, message: Message) -> dict:
        return {
            "look_by": event.look_by,
            "is_overdue": event.acknowledged_at is not None or event.look_by <= clock.now(),
            "link": settings.BASE_URL + reverse("admin:index"),
        }


class Alert(RiskNotice):
    """One for each rung, until somebody says that she is looking."""

    rung: Rung

    def why_not(self, event: RiskEvent) -> str:
        return "acknowledged" if event.acknowledged_at else ""

    def who(self, event: RiskEvent, now: datetime) -> User | None:
        return queries.who_is_told(event, now, self.rung)


@notices.register
class RiskAlert(Alert):
    key, rung = RISK_ALERTS[Rung.ON_DUTY], Rung.ON_DUTY
    called = "Alert about an answer"


@notices.register
class RiskPassedUp(Alert):
    key, rung = RISK_ALERTS[Rung.DEPUTY], Rung.DEPUTY
    called = "Alert about an answer, passed up"


@notices.register
class RiskUnseen(Alert):
    key, rung = RISK_ALERTS[Rung.MANAGER], Rung.MANAGER
    called = "Alert about an answer, to the manager"


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

    def why_not(self, event: RiskEvent) -> str:
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
