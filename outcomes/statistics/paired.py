"""Before and after in those who answered both times.

Sources: Lakens 2013 (Front Psychol 4:863) for d_av, d_z and the Hedges factor.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import scipy

from outcomes.statistics.exact import (
    Cell,
    Counts,
    Moments,
    changes,
    counted,
    in_parts,
    moments,
)
from outcomes.statistics.noncentral import d_z_interval
from outcomes.statistics.reasons import Interval, Reason, p_value
from outcomes.statistics.signed_rank import Wilcoxon, wilcoxon


@dataclass(frozen=True, slots=True)
class TTest:
    """Paired t test, two-sided."""

    t: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class PairedChange:
    """Before and after in those who answered both times. All SDs have n - 1 below the line."""

    n_pairs: int
    n_pre_only: int
    n_post_only: int
    mean_pre: float | None = None
    sd_pre: float | None = None
    mean_post: float | None = None
    sd_post: float | None = None
    mean_change: float | None = None
    sd_change: float | None = None
    median_change: float | None = None
    r: float | None = None
    """Pearson correlation of pre and post."""
    ci95: Interval | None = None
    """Of the mean change, from t."""
    t: TTest | None = None
    wilcoxon: Wilcoxon | None = None
    d_av: float | None = None
    """The headline effect size: mean change over the mean of the two SDs."""
    d_z: float | None = None
    """Mean change over the SD of the changes."""
    d_z_ci95: Interval | None = None
    """From the noncentral t distribution."""
    hedges_g_z: float | None = None
    """d_z times the Hedges factor in its gamma form, df = n - 1; null for two pairs."""
    reason: Reason | None = None
    """Why the tests are null, if they are."""
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    """A reason for each single figure that is null."""


def paired_change(pre: Sequence[float | None], post: Sequence[float | None]) -> PairedChange:
    """Change in complete pairs. ``pre[i]`` and ``post[i]`` belong to one person; None: missing."""
    return paired_change_of(counted(pre, post))


def paired_change_of(counts: Counts) -> PairedChange:
    """Change in complete pairs, of how many people have each (before, after); None: missing.

    The same figures as from the list of everybody, to the last digit, at the price of the
    different pairs only.
    """
    cells, parts = _complete(counts)
    figures = _figures(cells, parts)
    n_pairs = sum(n for _, _, n in cells)
    reason = _reason(n_pairs, figures["sd_change"])
    return PairedChange(
        n_pairs=n_pairs,
        n_pre_only=sum(n for (a, b), n in counts.items() if a is not None and b is None),
        n_post_only=sum(n for (a, b), n in counts.items() if a is None and b is not None),
        reason=reason,
        reasons=_reasons(figures, reason),
        **figures,
    )


def _complete(counts: Counts) -> tuple[list[Cell], int]:
    """The complete pairs in parts of a point, and how many parts make a point."""
    pairs = [(a, b, n) for (a, b), n in counts.items() if n and a is not None and b is not None]
    whole, parts = in_parts({figure for a, b, _ in pairs for figure in (a, b)})
    return [(whole[a], whole[b], n) for a, b, n in pairs], parts


def _reason(n_pairs: int, sd_change: float | None) -> Reason | None:
    if n_pairs < 2:
        return Reason.ONE_PAIR if n_pairs else Reason.NO_PAIRS
    return None if sd_change else Reason.NO_VARIATION


def _reasons(figures: Mapping[str, object], reason: Reason | None) -> dict[str, Reason]:
    """Fewer than two pairs and no change at all explain every null; two have their own reason."""
    own = {"r": Reason.NO_VARIATION, "hedges_g_z": reason or Reason.TWO_PAIRS}
    few = reason in {Reason.NO_PAIRS, Reason.ONE_PAIR}
    return {
        name: (reason if few else own.get(name)) or Reason.NO_VARIATION
        for name, figure in figures.items()
        if figure is None
    }


def _figures(cells: Sequence[Cell], parts: int) -> dict[str, Any]:
    pre = moments(((before, n) for before, _, n in cells), parts)
    post = moments(((after, n) for _, after, n in cells), parts)
    steps = changes(cells)
    change = moments(steps, parts)
    return {
        "mean_pre": pre.mean,
        "sd_pre": pre.sd,
        "mean_post": post.mean,
        "sd_post": post.sd,
        "mean_change": change.mean,
        "sd_change": change.sd,
        "median_change": _median(steps, parts),
        "r": _correlation(cells, pre, post),
        "wilcoxon": wilcoxon(steps) if change.n > 1 else None,
        "d_av": _d_av(change.mean, pre.sd, post.sd),
        **_tests_of_change(change.mean, change.sd, change.n),
    }


def _tests_of_change(mean: float | None, sd: float | None, n: int) -> dict[str, Any]:
    """What needs the changes to differ from each other."""
    if mean is None or not sd:
        return dict.fromkeys(["ci95", "t", "d_z", "d_z_ci95", "hedges_g_z"])
    d_z = mean / sd
    t = d_z * math.sqrt(n)
    half = float(scipy.stats.t.ppf(0.975, n - 1)) * sd / math.sqrt(n)
    return {
        "ci95": (mean - half, mean + half),
        "t": TTest(t, n - 1, p_value(2 * scipy.stats.t.sf(abs(t), n - 1))),
        "d_z": d_z,
        "d_z_ci95": d_z_interval(t, n),
        "hedges_g_z": None if n == 2 else d_z * _hedges_factor(n - 1),
    }


def _median(steps: Sequence[tuple[int, int]], parts: int) -> float | None:
    """The middle change, or halfway between the two in the middle."""
    n = sum(count for _, count in steps)
    if n == 0:
        return None
    in_order = sorted(steps)
    return (_at((n - 1) // 2, in_order) + _at(n // 2, in_order)) / (2 * parts)


def _at(place: int, steps: Sequence[tuple[int, int]]) -> int:
    """The change of whoever stands at this place, counted from 0."""
    for change, n in steps:
        if place < n:
            return change
        place -= n
    raise IndexError(place)


def _correlation(cells: Sequence[Cell], pre: Moments, post: Moments) -> float | None:
    squares = pre.deviations * post.deviations
    if squares == 0:
        return None
    together = pre.n * sum(n * a * b for a, b, n in cells) - pre.total * post.total
    return math.copysign(math.sqrt(Fraction(together**2, squares)), together)


def _d_av(mean: float | None, sd_pre: float | None, sd_post: float | None) -> float | None:
    if mean is None or sd_pre is None or sd_post is None or sd_pre + sd_post == 0:
        return None
    return mean / ((sd_pre + sd_post) / 2)


def _hedges_factor(df: int) -> float:
    """The exact small-sample factor; df of at least 2."""
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
