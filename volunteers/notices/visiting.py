"""The alarm of a home visit. It says neither who nor what."""

from datetime import datetime, timedelta

from pim.messages import alerts
from pim.models import User
from volunteers import queries, visit_rules
from volunteers.actions import VISIT_ALARMS
from volunteers.models import HomeVisit


class VisitAlarm(alerts.RungAlert):
    """Until it is known how she is. It is sent again where it may not have arrived."""

    called = "Alarm of a home visit"
    template = "volunteers/messages/visit_alarm"
    if_not_arrived = "Ring the person on duty at once"
    ask_again = timedelta(minutes=1)

    def load(self, object_id) -> HomeVisit | None:
        known = HomeVisit.objects.select_related(
            "match__volunteer__user", "match__referral__site", "answered_by"
        )
        return known.filter(pk=object_id).first()

    def why_not(self, visit: HomeVisit, now: datetime) -> str:
        if visit.out_at is not None:
            return "checked_out"
        if visit.settled_at is not None:
            return "settled"
        is_seen_to = visit.seen_at is not None and now < visit_rules.goes_on_at(visit.seen_at)
        return "seen_to" if is_seen_to else ""

    def who(self, visit: HomeVisit, now: datetime) -> User | None:
        return queries.who_is_told_of_visit(visit, self.rung, now)


alerts.register_ladder(VisitAlarm, VISIT_ALARMS)
