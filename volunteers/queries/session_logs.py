"""What a volunteer logged last, and what she still has to log."""

from datetime import date, datetime, timedelta

from django.db.models import DateField, Exists, Max, OuterRef
from django.db.models.functions import Cast, Coalesce

from pim.models import User
from referrals.queries import uk_date
from volunteers.enums import Attendance, TimeAnswer
from volunteers.models import HomeVisit, Match, MeetingTime, Pause, Session
from volunteers.queries.rules import rules_of


def last_happened(match: Match) -> Session | None:
    """The last time they met or talked: the next is likely to be like it."""
    met = Session.objects.filter(match=match, attendance=Attendance.HAPPENED)
    return met.order_by("-held_on", "-logged_at").first()


def logs_due(user: User, now: datetime) -> list[tuple[Match, date | None]]:
    """Her mums with whom something was arranged that is not logged, and on which day; without a
    day those from whom we have heard nothing for as long as the programme waits."""
    hers = Match.objects.of_volunteer(user).active()
    rows = hers.select_related("referral__parent", "referral__programme").annotate(
        heard=Coalesce(Max("session__held_on"), Cast("started_at", DateField())),
        rests=Exists(_pauses()),
    )
    found = [(match, _unlogged_day(match, now)) for match in rows]
    return [
        (match, day)
        for match, day in found
        if day or (not match.rests and uk_date(now) - match.heard >= _patience(match))
    ]


def _pauses():
    return Pause.objects.filter(match=OuterRef("pk"), ended_on__isnull=True)


def _patience(match: Match) -> timedelta:
    return timedelta(days=rules_of(match.referral.programme).quiet_after_days)


def _unlogged_day(match: Match, now: datetime) -> date | None:
    """The last day on which they met as arranged, if nothing is logged for it or later."""
    agreed = MeetingTime.objects.filter(
        match=match, answer=TimeAnswer.SUITS, withdrawn_at__isnull=True, starts_at__lt=now
    )
    out = HomeVisit.objects.filter(match=match, out_at__isnull=False)
    days = [
        uk_date(moment)
        for moment in (
            agreed.aggregate(last=Max("starts_at"))["last"],
            out.aggregate(last=Max("out_at"))["last"],
        )
        if moment
    ]
    last = max(days, default=None)
    return last if last and not _is_logged(match, last) else None


def _is_logged(match: Match, day: date) -> bool:
    return Session.objects.filter(match=match, held_on__gte=day).exists()
