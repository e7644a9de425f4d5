"""The alarm of a home visit. It says neither who nor what."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pim.enums import MessageClass
from pim.escalation import Rung
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message
from volunteers import queries, visit_rules
from volunteers.actions import VISIT_ALARMS
from volunteers.models import HomeVisit

ASK_AGAIN_WHO_LOOKS = timedelta(minutes=1)


class VisitAlarm(notices.Notice):
    """To one person a rung, chosen when it goes. It is sent again where it may not have arrived."""

    klass = MessageClass.RISK
    template = "volunteers/messages/visit_alarm"
    if_not_arrived = "Ring the person on duty at once"
    rung: Rung

    def load(self, object_id) -> HomeVisit | None:
        known = HomeVisit.objects.select_related(
            "match__volunteer__user", "match__referral__site", "answered_by"
        )
        return known.filter(pk=object_id).first()

    def decide(self, visit: HomeVisit, now: datetime) -> Verdict:
        if visit.out_at is not None:
            return Cancel("checked_out")
        if visit.settled_at is not None:
            return Cancel("settled")
        if visit.seen_at is not None and now < visit_rules.goes_on_at(visit.seen_at):
            return Cancel("seen_to")
        person = queries.who_is_told_of_visit(visit, self.rung, now)
        if person is None:
            return Postpone(now + ASK_AGAIN_WHO_LOOKS, "nobody_to_tell")
        return Send(person.email)

    def words(self, visit: HomeVisit, message: Message) -> dict:
        return {"link": settings.BASE_URL + reverse("admin:index")}


@notices.register
class FirstAlarm(VisitAlarm):
    key, rung = VISIT_ALARMS[Rung.ON_DUTY], Rung.ON_DUTY
    called = "Alarm of a home visit"


@notices.register
class AlarmPassedUp(VisitAlarm):
    key, rung = VISIT_ALARMS[Rung.DEPUTY], Rung.DEPUTY
    called = "Alarm of a home visit, passed up"


@notices.register
class AlarmUnseen(VisitAlarm):
    key, rung = VISIT_ALARMS[Rung.MANAGER], Rung.MANAGER
    called = "Alarm of a home visit, to the manager"
