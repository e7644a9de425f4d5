"""How scores changed in those who answered both times."""

from dataclasses import dataclass
from uuid import UUID

from outcomes import statistics
from outcomes.definitions import Definition, Scale
from outcomes.enums import ResponseStatus
from outcomes.models import Score
from outcomes.report.scope import Plan, Scope

Figures = dict[tuple[str, str], dict[UUID, dict[str, float]]]
"""(instrument, scale) -> referral -> wave -> her complete total."""


@dataclass(frozen=True)
class Change:
    """Before and after on one scale."""

    definition: Definition
    scale: Scale
    figures: statistics.PairedChange
    persons: statistics.ScaleChange
    """Reliable change, cut-offs and bands, counted in persons."""
    stayed: list[float]
    """The first totals of those who also have one at the end."""
    lost: list[float]
    """The first totals of those who have none at the end."""


def figures(scope: Scope, plan: Plan) -> Figures:
    """Every complete total of the two waves, in one query."""
    rows = Score.objects.filter(
        response__status=ResponseStatus.COMPLETED,
        response__request__wave__in=[wave for wave in (plan.before, plan.after) if wave],
        response__request__referral__in=scope.referrals(),
        total__isnull=False,
    ).values_list(
        "response__instrument__key",
        "scale",
        "response__request__referral",
        "response__request__wave__key",
        "total",
    )
    found: Figures = {}
    for instrument, scale, referral, wave, total in rows:
        found.setdefault((instrument, scale), {}).setdefault(referral, {})[wave] = total
    return found


def changes(plan: Plan, found: Figures) -> list[Change]:
    return [_change(plan, found, *compared) for compared in plan.compared()]


def _change(plan: Plan, found: Figures, definition: Definition, scale: Scale) -> Change:
    women = found.get((definition.key, scale.key), {}).values()
    before = [hers.get(plan.before.key) for hers in women]
    after = [hers.get(plan.after.key) for hers in women]
    first = [(a, b is not None) for a, b in zip(before, after, strict=True) if a is not None]
    return Change(
        definition,
        scale,
        statistics.paired_change(before, after),
        statistics.scale_change(before, after, scale, definition.higher_is),
        [total for total, both in first if both],
        [total for total, both in first if not both],
    )
