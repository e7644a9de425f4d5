"""What a volunteer logged last, and what she still has to log."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from pim.models import User
from referrals.queries import uk_date
from volunteers.enums import Attendance, TimeAnswer
from volunteers.models import (
    HomeVisit,
    Match,
    MeetingTime,
    Pause,
    Session,
    SessionDraft,
    SupportRules,
)
from volunteers.queries.own import sessions_of

A_TWIN_COMES_WITHIN = timedelta(hours=12)
TAKEN_OUT_WITHIN = timedelta(days=14)


def like_it_lately(
    match: Match, *, held_on: date, kind: str, besides: UUID | None, now: datetime
) -> Session | None:
    """Logged a moment ago for the same day, and by the same way: perhaps the same session."""
    lately = Session.objects.filter(match=match, logged_at__gt=now - A_TWIN_COMES_WITHIN)
    return lately.filter(held_on=held_on, kind=kind).exclude(pk=besides).first()


def is_sent(session_id: UUID | None) -> bool:
    return Session.with_wrong_ones.filter(pk=session_id).exists()


def is_logged_on(match: Match, day: date) -> bool:
    return Session.objects.filter(match=match, held_on=day).exists()


def may_be_wrong(user: User, *, now: datetime) -> QuerySet[Session]:
    """What she logged lately on her live matches, so that she may say that it is wrong."""
    hers = sessions_of(user).filter(logged_by=user.pk)
    return hers.filter(logged_at__gt=now - TAKEN_OUT_WITHIN)


def last_happened(match: Match) -> Session | None:
    """The last time they met or talked: the next is likely to be like it."""
    met = Session.objects.filter(match=match, attendance=Attendance.HAPPENED)
    return met.order_by("-held_on", "-logged_at").first()


def visit_to_log(match: Match) -> HomeVisit | None:
    """The last visit to her home that she came out of, if nothing is logged since."""
    out = HomeVisit.objects.filter(match=match, out_at__isnull=False)
    last = out.order_by("-out_at").first()
    if last is None:
        return None
    later = Session.objects.filter(match=match, held_on__gte=uk_date(last.started_at))
    return None if later.exists() else last


def log_begun(match: Match) -> SessionDraft | None:
    """What she has typed of a log and not sent."""
    return SessionDraft.objects.filter(match=match).first()


def logs_begun(matches: Iterable[Match]) -> set[UUID]:
    """The matches of which a log is begun and not sent."""
    begun = SessionDraft.objects.filter(match__in=matches)
    return set(begun.values_list("match", flat=True))


def logs_due(user: User, now: datetime) -> list[tuple[Match, date | None]]:
    """Her mums with whom something was arranged that is not logged, and on which day; without a
    day those from whom we have heard nothing for as long as the programme waits. One query."""
    agreed = MeetingTime.objects.filter(
        match=OuterRef("pk"),
        answer=TimeAnswer.SUITS,
        withdrawn_at__isnull=True,
        starts_at__lt=now,
    )
    out = HomeVisit.objects.filter(match=OuterRef("pk"), out_at__isnull=False)
    hers = (
        Match.objects.of_volunteer(user)
        .active()
        .annotate(
            last_held=Max("session__held_on", filter=Q(session__withdrawn_at__isnull=True)),
            last_agreed=Subquery(agreed.order_by("-starts_at").values("starts_at")[:1]),
            last_out=Subquery(out.order_by("-out_at").values("out_at")[:1]),
            rests=Exists(Pause.objects.filter(match=OuterRef("pk"), ended_on__isnull=True)),
        )
    )
    rows = hers.select_related("referral__parent", "referral__programme__support_rules")
    found = [(match, _unlogged_day(match)) for match in rows]
    return [(match, day) for match, day in found if day or _is_silent(match, now)]


def _unlogged_day(match: Match) -> date | None:
    """The last day on which they met as arranged, if nothing is logged for it or later."""
    met = [uk_date(moment) for moment in (match.last_agreed, match.last_out) if moment]
    last = max(met, default=None)
    is_logged = last is not None and match.last_held is not None and match.last_held >= last
    return None if is_logged else last


def _is_silent(match: Match, now: datetime) -> bool:
    rules = getattr(match.referral.programme, "support_rules", None) or SupportRules()
    heard = match.last_held or uk_date(match.started_at)
    patience = timedelta(days=rules.quiet_after_days)
    return not match.rests and uk_date(now) - heard >= patience
