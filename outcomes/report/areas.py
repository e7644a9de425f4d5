"""Areas beside each other as a funnel, and answers month by month. Never a league table."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from outcomes import statistics
from outcomes.counts import Counts, pair_counts_by_site
from outcomes.enums import RequestStatus, ResponseStatus
from outcomes.models import QuestionnaireRequest, Response
from outcomes.report.change import counted_in
from outcomes.report.scope import Plan, Scope
from pim.models import Site


@dataclass(frozen=True)
class Month:
    """Those who asked for support in one month: how many could answer at the end, and did."""

    first_day: date
    asked: int
    answered: int


@dataclass(frozen=True)
class Areas:
    """``better``: None where the main scale has no rule for a reliable change."""

    answered: statistics.Funnel
    better: statistics.Funnel | None
    months: list[Month]

    @property
    def can_be_compared(self) -> bool:
        return len(self.answered.areas) > 1


def areas(scope: Scope, plan: Plan) -> Areas:
    """Three queries. Areas in the order of their names."""
    sites = _sites(scope)
    rows = _completion(scope, plan)
    by_site = _added(rows, "referral__site")
    answered = [(name, *by_site.get(key, (0, 0))[::-1]) for key, name in sites.items()]
    months = [Month(day, *n) for day, n in sorted(_added(rows, "month").items())]
    return Areas(statistics.funnel(answered), _better(scope, plan, sites), months)


def _sites(scope: Scope) -> dict[Any, str]:
    sites = Site.objects.filter(programme=scope.programme).order_by("name")
    if scope.sites is not None:
        sites = sites.filter(pk__in=scope.sites)
    return dict(sites.values_list("pk", "name"))


def _completion(scope: Scope, plan: Plan) -> list[dict[str, Any]]:
    """By month and site. Whoever may still answer is not counted yet."""
    done = Response.objects.filter(
        request=OuterRef("pk"),
        status=ResponseStatus.COMPLETED,
        instrument__key__in={definition.key for definition, _ in plan.compared()},
    )
    asked = (
        QuestionnaireRequest.objects.filter(wave=plan.after, referral__in=scope.referrals())
        .order_by()
        .annotate(done=Exists(done), month=TruncMonth("referral__asked_at"))
        .filter(Q(done=True) | ~Q(status=RequestStatus.OPEN))
    )
    counted = asked.values("month", "referral__site")
    return list(counted.annotate(asked=Count("pk"), answered=Count("pk", filter=Q(done=True))))


def _added(rows: list[dict[str, Any]], name: str) -> dict[Any, tuple[int, int]]:
    """(asked, answered) of all rows with the same value."""
    found: dict[Any, tuple[int, int]] = {}
    for row in rows:
        asked, answered = found.get(row[name], (0, 0))
        found[row[name]] = asked + row["asked"], answered + row["answered"]
    return found


def _better(scope: Scope, plan: Plan, sites: dict[Any, str]) -> statistics.Funnel | None:
    """Reliably better on the main scale, of those who answered both times."""
    definition, scale = next(iter(plan.compared()), (None, None))
    if not definition or not scale or not plan.support or not scale.reliable_change:
        return None
    counted = pair_counts_by_site(counted_in(scope), plan.support, definition.key, scale.key)

    def improved(counts: Counts) -> tuple[int, int]:
        moved = statistics.scale_change_of(counts, scale, definition.higher_is).reliable or {}
        return moved.get(statistics.Change.IMPROVED, 0), sum(moved.values())

    return statistics.funnel(
        [(name, *improved(counted.get(key, {}))) for key, name in sites.items()]
    )
