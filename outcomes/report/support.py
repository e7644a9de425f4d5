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
from django.db.models.functions import TruncDate

from outcomes.report.scope import Scope
from volunteers.enums import Attendance
from volunteers.models import Match, Session


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
    sessions: int
    minutes: int


def support(scope: Scope) -> Support:
    """Waits in calendar days, sessions that happened and their minutes. Two queries."""
    started = Match.objects.filter(referral=OuterRef("pk"), started_at__isnull=False)
    first_match = started.order_by("started_at").values("started_at")[:1]
    steps = scope.referrals().annotate(
        to_accepted=_days(F("asked_at"), F("accepted_at")),
        to_matched=_days(F("accepted_at"), Subquery(first_match)),
    )
    waited = steps.aggregate(**_wait("to_accepted"), **_wait("to_matched"))
    held = Session.objects.filter(
        match__referral__in=scope.referrals(), attendance=Attendance.HAPPENED
    ).aggregate(sessions=Count("pk"), minutes=Sum("minutes", default=0))
    return Support(_read(waited, "to_accepted"), _read(waited, "to_matched"), **held)


def _days(start: Any, end: Any) -> ExpressionWrapper:
    """Whole days between two moments, by the calendar."""
    return ExpressionWrapper(TruncDate(end) - TruncDate(start), output_field=DurationField())


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
