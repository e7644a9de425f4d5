"""How long women waited, and how much support there was."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Min, QuerySet, Sum
from django.db.models.functions import TruncDate

from outcomes.report.joined import ASKED, Table, joined
from outcomes.report.scope import Scope
from volunteers.enums import Attendance
from volunteers.models import GroupAttendance, GroupPlace, Match, Session


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


WAITS = ("to_accepted", "to_matched", "to_first_session")
SUMS = ("sessions", "minutes", "group_sessions", "group_minutes")
TOLD = [
    f"count({wait}), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {wait})"
    for wait in WAITS
]
TOLD += [f"coalesce(sum({name}), 0)" for name in SUMS]
STATEMENT = f"""
    SELECT {", ".join(TOLD)} FROM (
        SELECT accepted_on - asked_on AS to_accepted,
               least(matched_on, placed_on) - accepted_on AS to_matched,
               least(met_on, came_on) - asked_on AS to_first_session, {", ".join(SUMS)}
        FROM asked
        LEFT JOIN matched USING (her) LEFT JOIN placed USING (her)
        LEFT JOIN met USING (her) LEFT JOIN came USING (her)
    ) AS each
"""


def support(scope: Scope) -> Support:
    """Waits in calendar days, what happened and its minutes. One query."""
    rows = joined(_tables(scope), STATEMENT)
    if not rows:
        return Support(*[Wait(0, None, None)] * len(WAITS), *[0] * len(SUMS))
    said, sums = rows[0][: -len(SUMS)], rows[0][-len(SUMS) :]
    waits = zip(said[::2], said[1::2], strict=True)
    return Support(*(Wait(n, *(days or (None, None))) for n, days in waits), *map(int, sums))


def _tables(scope: Scope) -> list[Table]:
    asked = scope.referrals().values_list("pk", TruncDate("asked_at"), TruncDate("accepted_at"))
    return [
        Table("asked", "her, asked_on, accepted_on", asked),
        Table("matched", "her, matched_on", _first_matches()),
        Table("placed", "her, placed_on", _first_places()),
        Table("met", "her, met_on, sessions, minutes", _sessions()),
        Table("came", "her, came_on, group_sessions, group_minutes", _meetings()),
    ]


def _first_matches() -> QuerySet[Any, Any]:
    started = Match.objects.filter(referral__in=ASKED, started_at__isnull=False)
    return started.order_by().values_list("referral").annotate(first=Min(TruncDate("started_at")))


def _first_places() -> QuerySet[Any, Any]:
    """In a group."""
    places = GroupPlace.objects.filter(referral__in=ASKED)
    return places.order_by().values_list("referral").annotate(first=Min("joined_on"))


def _sessions() -> QuerySet[Any, Any]:
    """With a volunteer."""
    met = Session.objects.filter(match__referral__in=ASKED, attendance=Attendance.HAPPENED)
    by_woman = met.order_by().values_list("match__referral")
    return by_woman.annotate(Min("held_on"), Count("pk"), Sum("minutes"))


def _meetings() -> QuerySet[Any, Any]:
    """Of a group."""
    came = GroupAttendance.objects.filter(place__referral__in=ASKED)
    by_woman = came.order_by().values_list("place__referral")
    return by_woman.annotate(Min("session__held_on"), Count("pk"), Sum("session__minutes"))
