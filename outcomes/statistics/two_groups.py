"""Two groups of people compared at one time: those who finished and those we lost."""

import math
import statistics as basics
from collections.abc import Sequence
from dataclasses import dataclass

import scipy

from outcomes.statistics.reasons import Interval, Reason, p_value


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
    groups = (first, second)
    means = [basics.fmean(group) if group else None for group in groups]
    sds = [basics.stdev(group) if len(group) > 1 else None for group in groups]
    reason = _reason(sds)
    sizes = (len(first), len(second))
    both = None if means[0] is None or means[1] is None else means[0] - means[1]
    test, d = _tests(both, sds, sizes) if reason is None and both is not None else (None, None)
    return TwoGroups(sizes, (means[0], means[1]), (sds[0], sds[1]), both, test, d, reason)


def _tests(
    difference: float, sds: Sequence[float | None], sizes: Sequence[int]
) -> tuple[Welch, float]:
    variances = [(sd or 0) ** 2 for sd in sds]
    return _welch(difference, variances, sizes), difference / _pooled_sd(variances, sizes)


def _reason(sds: Sequence[float | None]) -> Reason | None:
    if None in sds:
        return Reason.TOO_FEW
    return None if any(sds) else Reason.NO_VARIATION


def _welch(difference: float, variances: Sequence[float], sizes: Sequence[int]) -> Welch:
    shares = [variance / size for variance, size in zip(variances, sizes, strict=True)]
    se = math.sqrt(sum(shares))
    df = sum(shares) ** 2 / sum(s**2 / (n - 1) for s, n in zip(shares, sizes, strict=True))
    t = difference / se
    half = float(scipy.stats.t.ppf(0.975, df)) * se
    p = p_value(2 * scipy.stats.t.sf(abs(t), df))
    return Welch(t, df, p, (difference - half, difference + half))


def _pooled_sd(variances: Sequence[float], sizes: Sequence[int]) -> float:
    within = sum(v * (n - 1) for v, n in zip(variances, sizes, strict=True))
    return math.sqrt(within / (sum(sizes) - 2))
