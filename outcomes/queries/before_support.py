"""Questions asked before support. Once it has begun nobody is asked them any more.

They open on no day on which she has met somebody already, nothing is sent about them on the day
of the first session or after it, and at the end of that day they close, answered or not.
"""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from outcomes import schedule
from outcomes.enums import Anchor, WaveKey
from outcomes.models import QuestionnaireRequest, Wave
from pim import clock
from referrals.models import Referral
from volunteers.enums import Attendance
from volunteers.models import GroupAttendance, Session


def ends_with_first_session(wave: Wave | None) -> bool:
    """Whether it is asked only of somebody whose support has not begun."""
    return wave is not None and schedule.ends_with_first_session(wave.key, wave.anchor)


def has_met_by(day: date) -> Q:
    """Referrals with a first session, with a volunteer or in a group, on this day or earlier."""
    return _met("pk", day)


def support_has_begun(request: QuestionnaireRequest, by: date) -> bool:
    """Whether that is in the way of asking this one."""
    if not ends_with_first_session(request.wave):
        return False
    return Referral.objects.filter(has_met_by(by), pk=request.referral_id).exists()


def overtaken_requests(now: datetime) -> QuerySet[QuestionnaireRequest]:
    """Open ones of somebody who had her first session on a day that is over."""
    early = QuestionnaireRequest.objects.open().filter(wave__key=WaveKey.START)
    early = early.exclude(wave__anchor=Anchor.FIRST_SESSION)
    return early.filter(_met("referral", last_day_over(now))).order_by("closes_at")


def last_day_over(now: datetime) -> date:
    return clock.day_of(now) - timedelta(days=1)


def _met(referral: str, day: date) -> Q:
    hers = OuterRef(referral)
    met = Session.objects.filter(match__referral=hers, attendance=Attendance.HAPPENED)
    came = GroupAttendance.objects.filter(place__referral=hers)
    return Q(Exists(met.filter(held_on__lte=day))) | Q(
        Exists(came.filter(session__held_on__lte=day))
    )
