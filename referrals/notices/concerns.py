"""Alerts about a concern nobody has looked at yet. They say neither who nor what."""

from datetime import datetime, timedelta

from pim import clock
from pim.enums import GONE_OUT
from pim.escalation import Rung
from pim.messages import alerts, notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message, User
from referrals import queries
from referrals.actions import CONCERN_ALERTS, CONCERN_HANDED_OVER
from referrals.enums import INCOMING
from referrals.models import Concern

TOGETHER = timedelta(minutes=15)
RUNGS = {notice: rung for rung, notice in CONCERN_ALERTS.items()}


class ConcernAlert(alerts.RungAlert):
    """Until somebody has seen the concern.

    What is not urgent goes together: one alert says that something on Today needs her, and she
    finds all of it there. Somebody in danger never waits for another alert.
    """

    called = "Alert about a concern"
    template = "referrals/messages/concern"
    ask_again = timedelta(minutes=5)

    def load(self, object_id) -> Concern | None:
        known = Concern.objects.select_related(
            "owner", "about_user", "site", "programme", "referral"
        )
        return known.filter(pk=object_id).first()

    def why_not(self, concern: Concern, now: datetime) -> str:
        return "acknowledged" if concern.acknowledged_at else ""

    def who(self, concern: Concern, now: datetime) -> User | None:
        return queries.who_is_told(concern, self.rung, now)

    def to(self, person: User, concern: Concern, now: datetime) -> Verdict:
        return while_held_back(concern, now) or self._together(concern, person, now)

    def _together(self, concern: Concern, person: User, now: datetime) -> Verdict:
        told_at = None if queries.is_at_once(concern) else last_told(person, now)
        if told_at is None:
            return Send(person.email)
        if told_at >= queries.concern_ladder(concern)[self.rung]:
            return Cancel("told_together")
        return Postpone(told_at + TOGETHER, "told_lately")

    def words(self, concern: Concern, message: Message) -> dict:
        is_overdue = concern.due_at <= clock.now()
        by = {"look_by": concern.due_at, "is_overdue": is_overdue}
        return super().words(concern, message) | by


alerts.register_ladder(ConcernAlert, CONCERN_ALERTS)


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
class HandedOver(ConcernAlert):
    """To whoever has it now, at once, whether or not somebody has seen it before."""

    key, rung = CONCERN_HANDED_OVER, Rung.ON_DUTY
    called = "Alert about a concern, handed over"

    def why_not(self, concern: Concern, now: datetime) -> str:
        return "closed" if concern.closed_at else ""

    def to(self, person: User, concern: Concern, now: datetime) -> Verdict:
        return Send(person.email)
