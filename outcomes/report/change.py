"""How scores changed in those who answered both times."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from outcomes import statistics
from outcomes.counts import Counted, Counts, Span, pair_counts
from outcomes.definitions import Definition, Scale
from outcomes.enums import WaveKey
from outcomes.report.scope import Plan, Scope

Figures = dict[tuple[str, str], Counts]
"""(instrument, scale) -> how many women went from which total to which."""


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
    """Every complete total of the two waves compared, in one query."""
    if plan.after is None:
        return {}
    first = plan.before.key if plan.before else WaveKey.ASKED
    return pair_counts(_counted(scope), Span(first, plan.after.key))


def _counted(scope: Scope) -> Counted:
    since, until = scope.period.starts_at, scope.period.ends_at
    return Counted(
        scope.programme.pk,
        scope.sites,
        since and timezone.localdate(since),
        until and timezone.localdate(until),
        scope.only,
    )


def changes(plan: Plan, found: Figures) -> list[Change]:
    return [_change(found.get((d.key, s.key), {}), d, s) for d, s in plan.compared()]


def _change(counts: Counts, definition: Definition, scale: Scale) -> Change:
    women = list(_women(counts))
    before, after = [a for a, _ in women], [b for _, b in women]
    first = [(a, b is not None) for a, b in women if a is not None]
    return Change(
        definition,
        scale,
        statistics.paired_change(before, after),
        statistics.scale_change(before, after, scale, definition.higher_is),
        [total for total, both in first if both],
        [total for total, both in first if not both],
    )


def _women(counts: Counts) -> Iterator[tuple[float | None, float | None]]:
    for pair, n in counts.items():
        yield from [pair] * n
