"""Alerts about a concern nobody has looked at yet. They say neither who nor what."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pim import clock
from pim.enums import GONE_OUT, MessageClass
from pim.escalation import Rung
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message, User
from referrals import queries
from referrals.actions import CONCERN_ALERTS, CONCERN_HANDED_OVER
from referrals.enums import INCOMING
from referrals.models import Concern

ASK_AGAIN_WHO_LOOKS = timedelta(minutes=5)
TOGETHER = timedelta(minutes=15)
RUNGS = {notice: rung for rung, notice in CONCERN_ALERTS.items()}


class ConcernAlert(notices.Notice):
    """To one person for each rung, chosen when it goes, until somebody has seen the concern.

    What is not urgent goes together: one alert says that something on Today needs her, and she
    finds all of it there. Somebody in danger never waits for another alert.
    """

    klass = MessageClass.RISK
    template = "referrals/messages/concern"
    rung: Rung

    def load(self, object_id) -> Concern | None:
        known = Concern.objects.select_related(
            "owner", "about_user", "site", "programme", "referral"
        )
        return known.filter(pk=object_id).first()

    def decide(self, concern: Concern, now: datetime) -> Verdict:
        if concern.acknowledged_at is not None:
            return Cancel("acknowledged")
        person = queries.who_is_told(concern, self.rung, now)
        if person is None:
            return Postpone(now + ASK_AGAIN_WHO_LOOKS, "nobody_to_tell")
        return while_held_back(concern, now) or self._together(concern, person, now)

    def _together(self, concern: Concern, person: User, now: datetime) -> Verdict:
        told_at = None if queries.is_at_once(concern) else last_told(person, now)
        if told_at is None:
            return Send(person.email)
        if told_at >= queries.concern_ladder(concern)[self.rung]:
            return Cancel("told_together")
        return Postpone(told_at + TOGETHER, "told_lately")

    def words(self, concern: Concern, message: Message) -> dict:
        return {
            "look_by": concern.due_at,
            "is_overdue": concern.due_at <= clock.now(),
            "link": settings.BASE_URL + reverse("admin:index"),
        }


def while_held_back(concern: Concern, now: datetime) -> Verdict | None:
    """Nobody is written to because of a form that may not be genuine."""
    referral = concern.referral
    if concern.actor_id or referral is None or not referral.held_for:
        return None
    if referral.status in INCOMING:
        return Postpone(now + TOGETHER, "held_back")
    return Cancel("not_genuine")


def last_told(person: User, now: datetime) -> datetime | None:
    """When the newest alert about any concern went to her, if that was just now."""
    sent = Message.objects.filter(
        notice__in=RUNGS, state__in=GONE_OUT, sent_at__gt=now - TOGETHER
    ).order_by("-sent_at")
    return next((one.sent_at for one in sent if _went_to(one) == person), None)


def _went_to(message: Message) -> User | None:
    """As far as can be told: a message names nobody."""
    concern = Concern.objects.filter(pk=message.object_id).first()
    return concern and queries.who_is_told(concern, RUNGS[message.notice], message.sent_at)


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
