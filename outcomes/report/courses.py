"""Both questionnaires of one woman together, by the thresholds of NHS Talking Therapies.

The thresholds only: a peer-support programme is no course of treatment, and the service's own
target is not for it.
"""

from collections import Counter
from dataclasses import dataclass, fields

from django.db import connection
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from outcomes import statistics
from outcomes.enums import ResponseStatus, WaveKey
from outcomes.models import Score
from outcomes.report.scope import Plan, Scope
from outcomes.windows import came_while_due

PHQ9, GAD7 = "phq-9", "gad-7"
TOTAL = "total"


@dataclass(frozen=True)
class Courses:
    """How many women each judgement holds for, of those with all four scores."""

    n: int
    at_start: int
    """At caseness on either questionnaire before."""
    counts: dict[str, int]


def courses(scope: Scope, plan: Plan) -> Courses | None:
    """One query; None where the programme does not ask both questionnaires both times."""
    if not {PHQ9, GAD7} <= {definition.key for definition, _ in plan.compared()}:
        return None
    names = [field.name for field in fields(statistics.Course)]
    counts = Counter(dict.fromkeys(names, 0))
    women = 0
    for *scores, n in _four_scores(scope, plan):
        women += n
        course = statistics.course(*scores)
        counts.update({name: n for name in names if getattr(course, name)})
    return Courses(women, counts["caseness_start"], dict(counts))


def _four_scores(scope: Scope, plan: Plan) -> list[tuple]:
    """(PHQ-9 before, after, GAD-7 before, after) and how many women have these."""
    totals = {
        "phq_before": _before(PHQ9, plan),
        "phq_after": _total(PHQ9, WaveKey.END),
        "gad_before": _before(GAD7, plan),
        "gad_after": _total(GAD7, WaveKey.END),
    }
    each = (
        Score.objects.filter(
            came_while_due("response__"),
            scale=TOTAL,
            total__isnull=False,
            response__status=ResponseStatus.COMPLETED,
            response__request__wave__in=[*plan.before, plan.after],
            response__instrument__key__in=[PHQ9, GAD7],
            response__request__referral__in=scope.referrals(),
        )
        .order_by()
        .values("response__request__referral")
        .annotate(**totals)
    )
    complete = each.filter(**{f"{name}__isnull": False for name in totals})
    text, values = complete.query.sql_with_params()
    names = ", ".join(totals)
    with connection.cursor() as cursor:
        grouped = f"SELECT {names}, count(*) FROM ({text}) AS hers GROUP BY {names}"
        cursor.execute(grouped, values)
        return cursor.fetchall()


def _before(key: str, plan: Plan) -> Coalesce | Max:
    """The last before support."""
    times = [_total(key, WaveKey(wave.key)) for wave in plan.before]
    return Coalesce(*times) if len(times) > 1 else times[0]


def _total(key: str, wave: WaveKey) -> Max:
    at = Q(response__instrument__key=key, response__request__wave__key=wave)
    return Max("total", filter=at)
