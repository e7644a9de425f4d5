"""How long women waited, and how much support there was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Subquery,
    Sum,
)
from django.db.models.functions import Least, TruncDate

from outcomes.report.scope import Scope
from volunteers.enums import Attendance
from volunteers.models import GroupAttendance, Match, Session


class Percentile(Aggregate):
    """The value below which this share lies, between two values where it falls between them."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, share: float) -> None:
        super().__init__(expression, share=share, output_field=DurationField())


class Wait(NamedTuple):
    """How long women waited for one step, in days; None where nobody has taken it yet."""

    n: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class Support:
    """How long it took, and what there was."""

    to_accepted: Wait
    to_matched: Wait
    to_first_session: Wait
    sessions: int
    minutes: int
    group_sessions: int
    """Meetings of a group, counted once for each woman who came; so are their minutes."""
    group_minutes: int


def support(scope: Scope) -> Support:
    """Waits in calendar days, what happened and its minutes. Three queries."""
    steps = scope.referrals().annotate(
        to_accepted=_days(TruncDate("asked_at"), TruncDate("accepted_at")),
        to_matched=_days(TruncDate("accepted_at"), TruncDate(_first_match())),
        to_first_session=_days(TruncDate("asked_at"), _first_session()),
    )
    waited = steps.aggregate(**{key: a for name in WAITS for key, a in _wait(name).items()})
    held = Session.objects.filter(
        match__referral__in=scope.referrals(), attendance=Attendance.HAPPENED
    ).aggregate(sessions=Count("pk"), minutes=Sum("minutes", default=0))
    came = GroupAttendance.objects.filter(place__referral__in=scope.referrals()).aggregate(
        group_sessions=Count("pk"), group_minutes=Sum("session__minutes", default=0)
    )
    return Support(*(_read(waited, name) for name in WAITS), **held, **came)


WAITS = ("to_accepted", "to_matched", "to_first_session")


def _first_match() -> Subquery:
    started = Match.objects.filter(referral=OuterRef("pk"), started_at__isnull=False)
    return Subquery(started.order_by("started_at").values("started_at")[:1])


def _first_session() -> Least:
    """With a volunteer or in a group, whichever came first."""
    met = Session.objects.filter(match__referral=OuterRef("pk"), attendance=Attendance.HAPPENED)
    came = GroupAttendance.objects.filter(place__referral=OuterRef("pk"))
    return Least(
        Subquery(met.order_by("held_on").values("held_on")[:1]),
        Subquery(came.order_by("session__held_on").values("session__held_on")[:1]),
    )


def _days(start: Any, end: Any) -> ExpressionWrapper:
    """Whole days between two days of the calendar."""
    return ExpressionWrapper(end - start, output_field=DurationField())


def _wait(name: str) -> dict[str, Aggregate]:
    return {
        f"{name}_n": Count(name),
        f"{name}_median": Percentile(F(name), 0.5),
        f"{name}_p90": Percentile(F(name), 0.9),
    }


def _read(found: Mapping[str, Any], name: str) -> Wait:
    median, p90 = found[f"{name}_median"], found[f"{name}_p90"]
    return Wait(found[f"{name}_n"], _in_days(median), _in_days(p90))


def _in_days(duration: timedelta | None) -> float | None:
    return None if duration is None else duration / timedelta(days=1)
