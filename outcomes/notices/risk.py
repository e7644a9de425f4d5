"""Alerts about an answer that somebody must look at. They say neither who nor what."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from outcomes import queries
from outcomes.actions import RISK_ALERT
from outcomes.models import RiskEvent
from pim import clock
from pim.enums import MessageClass
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message

ASK_AGAIN_WHO_LOOKS = timedelta(minutes=10)


@notices.register
class RiskAlert(notices.Notice):
    """To whoever has to look, at any hour. Says neither who nor what."""

    key = RISK_ALERT
    called = "Alert about an answer"
    klass = MessageClass.RISK
    template = "outcomes/messages/risk_alert"

    def load(self, object_id) -> RiskEvent | None:
        return queries.risk_events().filter(pk=object_id).first()

    def decide(self, event: RiskEvent, now: datetime) -> Verdict:
        if event.acknowledged_at is not None:
            return Cancel("acknowledged")
        person = queries.who_is_told(event, now)
        if person is None:
            return Postpone(now + ASK_AGAIN_WHO_LOOKS, "nobody_to_tell")
        return Send(person.email)

    def words(self, event: RiskEvent, message: Message) -> dict:
        return {
            "look_by": event.look_by,
            "is_overdue": event.look_by <= clock.now(),
            "link": settings.BASE_URL + reverse("admin:index"),
        }
