"""How scores changed between two waves, from how many women went from which score to which."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from outcomes import statistics
from outcomes.counts import Counted, Counts, Span, pair_counts
from outcomes.definitions import Definition, Scale
from outcomes.report.scope import Scope

Figures = dict[tuple[str, str], Counts]
"""(instrument, scale) -> how many women went from which total to which."""


@dataclass(frozen=True)
class Change:
    """Before and after on one scale. Every figure comes from ``counts``, never from a list."""

    definition: Definition
    scale: Scale
    counts: Counts

    @cached_property
    def figures(self) -> statistics.PairedChange:
        return statistics.paired_change_of(self.counts)

    @cached_property
    def persons(self) -> statistics.ScaleChange:
        """Reliable change, cut-offs and bands, counted in persons."""
        return statistics.scale_change_of(self.counts, self.scale, self.definition.higher_is)

    @cached_property
    def missing(self) -> statistics.TwoGroups:
        """First totals of those who answered both times, against those of the lost."""
        return statistics.finished_against_lost(self.counts)

    @cached_property
    def everyone(self) -> statistics.RandomIntercept:
        """The change, with those who answered once."""
        return statistics.random_intercept(self.counts)

    @cached_property
    def carried(self) -> statistics.PairedChange:
        """The change, if whoever did not answer at the end had stayed where she was."""
        return statistics.paired_change_of(statistics.baseline_carried_forward(self._began))

    @cached_property
    def improved_of_all(self) -> statistics.Proportion | None:
        """Reliably better, of all who answered before."""
        if self.persons.reliable is None:
            return None
        n = self.figures.n_pairs
        better = self.persons.reliable[statistics.Change.IMPROVED]
        found = statistics.proportion(better, n)
        return statistics.silent_counted_unchanged(found, self.figures.n_pre_only)

    @property
    def _began(self) -> Counts:
        return {pair: n for pair, n in self.counts.items() if pair[0] is not None}


def figures(scope: Scope, span: Span | None) -> Figures:
    """Every complete total of the two waves compared, in one query."""
    return pair_counts(counted_in(scope), span) if span else {}


def counted_in(scope: Scope) -> Counted:
    since, until = scope.period.starts_at, scope.period.ends_at
    return Counted(
        scope.programme.pk,
        scope.sites,
        since and timezone.localdate(since),
        until and timezone.localdate(until),
        scope.only,
    )


def changes(scales: list[tuple[Definition, Scale]], found: Figures) -> list[Change]:
    return [Change(d, s, found.get((d.key, s.key), {})) for d, s in scales]
