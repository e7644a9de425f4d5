"""Alerts about a concern nobody has looked at yet. They say neither who nor what."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pim import clock
from pim.enums import MessageClass
from pim.escalation import Rung
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message
from referrals import queries
from referrals.actions import CONCERN_ALERTS, CONCERN_HANDED_OVER
from referrals.models import Concern

ASK_AGAIN_WHO_LOOKS = timedelta(minutes=5)


class ConcernAlert(notices.Notice):
    """To one person for each rung, chosen when it goes, until somebody has seen the concern."""

    klass = MessageClass.RISK
    template = "referrals/messages/concern"
    rung: Rung

    def load(self, object_id) -> Concern | None:
        known = Concern.objects.select_related("owner", "about_user", "site", "programme")
        return known.filter(pk=object_id).first()

    def decide(self, concern: Concern, now: datetime) -> Verdict:
        if concern.acknowledged_at is not None:
            return Cancel("acknowledged")
        person = queries.who_is_told(concern, self.rung, now)
        if person is None:
            return Postpone(now + ASK_AGAIN_WHO_LOOKS, "nobody_to_tell")
        return Send(person.email)

    def words(self, concern: Concern, message: Message) -> dict:
        return {
            "look_by": concern.due_at,
            "is_overdue": concern.due_at <= clock.now(),
            "link": settings.BASE_URL + reverse("admin:index"),
        }


@notices.register
class FirstAlert(ConcernAlert):
    key, rung = CONCERN_ALERTS[Rung.ON_DUTY], Rung.ON_DUTY
    called = "Alert about a concern"


@notices.register
class PassedUp(ConcernAlert):
    key, rung = CONCERN_ALERTS[Rung.DEPUTY], Rung.DEPUTY
    called = "Alert about a concern, passed up"


@notices.register
class StillUnseen(ConcernAlert):
    key, rung = CONCERN_ALERTS[Rung.MANAGER], Rung.MANAGER
    called = "Alert about a concern, to the manager"


@notices.register
class HandedOver(ConcernAlert):
    """To whoever has it now, whether or not somebody has seen it before."""

    key, rung = CONCERN_HANDED_OVER, Rung.ON_DUTY
    called = "Alert about a concern, handed over"

    def decide(self, concern: Concern, now: datetime) -> Verdict:
        if concern.closed_at is not None:
            return Cancel("closed")
        person = queries.who_is_told(concern, self.rung, now)
        return Send(person.email) if person else Cancel("nobody_to_tell")
