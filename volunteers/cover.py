"""What this app adds to “Where everything stands”: sessions, and what is due with a volunteer."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from referrals import cover
from referrals.cover import Done, Due
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers import queries
from volunteers.models import Match, Pause, Session

AN_ANSWER_IS_SLOW_AFTER = timedelta(days=3)


def register() -> None:
    cover.add(done=last_sessions)
    cover.add(due=news_due)


def last_sessions(referrals: Sequence[Referral]) -> Iterator[Done]:
    logged = Session.objects.filter(match__referral__in=referrals).select_related(
        "match", "logged_by"
    )
    newest = logged.order_by("match__referral_id", "-held_on", "-logged_at")
    for session in newest.distinct("match__referral_id"):
        at = timezone.make_aware(datetime.combine(session.held_on, time(12)))
        what = f"Session, {session.get_kind_display()}: {session.get_attendance_display()}"
        yield Done(session.match.referral_id, at, what, session.logged_by.name)


def news_due(referrals: Sequence[Referral], today: date) -> Iterator[Due]:
    """A volunteer's answer, hers, or the next session: by when somebody asks how it is."""
    live = Match.objects.live().filter(referral__in=referrals).select_related("volunteer")
    rests = Pause.objects.filter(match=OuterRef("pk"), ended_on__isnull=True)
    quiet_after = queries.quiet_after()
    for match in live.select_related("referral").annotate(
        last_held=Max("session__held_on", filter=Q(session__withdrawn_at__isnull=True)),
        look_again_on=Subquery(rests.values("look_again_on")[:1]),
    ):
        name = match.volunteer.first_name or "Her volunteer"
        if match.look_again_on:
            yield Due(match.referral_id, match.look_again_on, f"{name}: paused, look again")
        elif match.started_at:
            heard = match.last_held or uk_date(match.started_at)
            on = heard + quiet_after(match.referral.programme_id)
            yield Due(match.referral_id, on, f"{name}: ask how it goes")
        else:
            asked = match.volunteer_agreed_at or match.proposed_at
            on = uk_date(asked) + AN_ANSWER_IS_SLOW_AFTER
            whose = "ask her" if match.volunteer_agreed_at else "no answer yet"
            yield Due(match.referral_id, on, f"{name} is proposed: {whose}")
