"""Alerts to people who work here: something on Today needs one of them."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse

from pim.enums import MessageClass
from pim.escalation import Rung
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message, User

log = logging.getLogger(__name__)


class Alert(notices.Notice):
    """To one person, at any hour, chosen when it goes. It says neither who nor what.

    Where there is nobody, it asks again after ``ask_again``: no alert is ever dropped for that.
    """

    klass = MessageClass.RISK
    ask_again: ClassVar[timedelta]

    def decide(self, subject: Any, now: datetime) -> Verdict:
        if over := self.why_not(subject, now):
            return Cancel(over)
        person = self.who(subject, now)
        if person is None:
            log.error("nobody can be told of what waits on Today", extra={"notice": self.key})
            return Postpone(now + self.ask_again, "nobody_to_tell")
        return self.to(person, subject, now)

    def why_not(self, subject: Any, now: datetime) -> str:
        """Why nobody need be told any more; empty while somebody must."""
        raise NotImplementedError

    def who(self, subject: Any, now: datetime) -> User | None:
        raise NotImplementedError

    def to(self, person: User, subject: Any, now: datetime) -> Verdict:
        return Send(person.email)

    def words(self, subject: Any, message: Message) -> dict:
        return {"link": settings.BASE_URL + reverse("admin:index")}


class RungAlert(Alert):
    """One of a ladder, to the person of its rung."""

    rung: ClassVar[Rung]


CALLED = {Rung.ON_DUTY: "", Rung.DEPUTY: ", passed up", Rung.MANAGER: ", to the manager"}


def register_ladder(alert: type[RungAlert], keys: Mapping[Rung, str]) -> None:
    """The same alert for each rung: one message to one person a rung."""
    for rung, key in keys.items():
        of_rung = {"key": key, "rung": rung, "called": alert.called + CALLED[rung]}
        notices.register(type(f"{alert.__name__}_{rung.name}", (alert,), of_rung))
