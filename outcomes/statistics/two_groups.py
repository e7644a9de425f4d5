"""Two groups of people compared at one time: those who finished and those we lost."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import scipy

from outcomes.statistics.exact import Counts, Moments, in_parts, moments
from outcomes.statistics.reasons import Interval, Reason, p_value

Scores = Mapping[float, int]
"""How many people have each score."""


@dataclass(frozen=True, slots=True)
class Welch:
    """Two-sided t test without equal variances. Difference: first group minus second."""

    t: float
    df: float
    p: float
    ci95: Interval


@dataclass(frozen=True, slots=True)
class TwoGroups:
    """Means and SDs of both, and how they differ (first minus second)."""

    n: tuple[int, int]
    mean: tuple[float | None, float | None]
    sd: tuple[float | None, float | None]
    difference: float | None
    welch: Welch | None
    d: float | None
    """Difference over the pooled SD."""
    reason: Reason | None


def compare(first: Sequence[float], second: Sequence[float]) -> TwoGroups:
    """Compare two independent groups. The test needs two people in each and some variation."""
    return compare_of(Counter(first), Counter(second))


def compare_of(first: Scores, second: Scores) -> TwoGroups:
    """As ``compare``, of how many people have each score."""
    whole, parts = in_parts({*first, *second})
    groups = [
        moments(((whole[score], n) for score, n in scores.items()), parts)
        for scores in (first, second)
    ]
    reason = _reason(groups)
    test, d = (None, None) if reason else _tests(groups)
    n, mean, sd = ([getattr(g, name) for g in groups] for name in ("n", "mean", "sd"))
    return TwoGroups(
        (n[0], n[1]), (mean[0], mean[1]), (sd[0], sd[1]), _difference(groups), test, d, reason
    )


def finished_against_lost(counts: Counts) -> TwoGroups:
    """First scores of those who answered both times, against those of whoever did so once."""
    finished: Counter[float] = Counter()
    lost: Counter[float] = Counter()
    for (before, after), n in counts.items():
        if before is not None:
            (lost if after is None else finished)[before] += n
    return compare_of(finished, lost)


def _reason(groups: Sequence[Moments]) -> Reason | None:
    if min(group.n for group in groups) < 2:
        return Reason.TOO_FEW
    return None if any(group.deviations for group in groups) else Reason.NO_VARIATION


def _difference(groups: Sequence[Moments]) -> float | None:
    first, second = groups
    if not first.n or not second.n:
        return None
    between = first.total * second.n - second.total * first.n
    return between / (first.n * second.n * first.parts)


def _tests(groups: Sequence[Moments]) -> tuple[Welch, float]:
    difference = _difference(groups) or 0.0
    variances = [float(group.variance or 0) for group in groups]
    sizes = [group.n for group in groups]
    return _welch(difference, variances, sizes), difference / _pooled_sd(variances, sizes)


def _welch(difference: float, variances: Sequence[float], sizes: Sequence[int]) -> Welch:
    shares = [variance / size for variance, size in zip(variances, sizes, strict=True)]
    se = math.sqrt(sum(shares))
    parts = [share / sum(shares) for share in shares]
    df = 1 / sum(part**2 / (n - 1) for part, n in zip(parts, sizes, strict=True))
    t = difference / se
    half = float(scipy.stats.t.ppf(0.975, df)) * se
    p = p_value(2 * scipy.stats.t.sf(abs(t), df))
    return Welch(t, df, p, (difference - half, difference + half))


def _pooled_sd(variances: Sequence[float], sizes: Sequence[int]) -> float:
    within = sum(v * (n - 1) for v, n in zip(variances, sizes, strict=True))
    return math.sqrt(within / (sum(sizes) - 2))
