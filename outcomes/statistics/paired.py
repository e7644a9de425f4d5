"""Before and after in those who answered both times.

Sources: Lakens 2013 (Front Psychol 4:863) for d_av, d_z and the Hedges factor.
"""

import math
import statistics as basics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import scipy

from outcomes.statistics.reasons import DECIMALS, Interval, Reason, p_value

EXACT_WILCOXON_UP_TO = 25
FAR_OUT = 1e4
"""Beyond this t, the noncentral t distribution is its limit to the ninth digit."""


@dataclass(frozen=True, slots=True)
class TTest:
    """Paired t test, two-sided."""

    t: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class Wilcoxon:
    """Signed-rank test, two-sided, zeros dropped. ``v``: rank sum of the positive changes."""

    v: float
    p: float
    method: str
    """``exact`` (25 changes or fewer, no ties) or ``normal`` (tie and continuity corrected)."""


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
    rows = list(zip(pre, post, strict=True))
    pairs = [(a, b) for a, b in rows if a is not None and b is not None]
    n_pre_only = sum(a is not None and b is None for a, b in rows)
    n_post_only = sum(a is None and b is not None for a, b in rows)
    figures = _figures([a for a, _ in pairs], [b for _, b in pairs])
    reason = _reason(pairs)
    return PairedChange(
        n_pairs=len(pairs),
        n_pre_only=n_pre_only,
        n_post_only=n_post_only,
        reason=reason,
        reasons=_reasons(figures, reason),
        **figures,
    )


def _reason(pairs: Sequence[tuple[float, float]]) -> Reason | None:
    if len(pairs) < 2:
        return Reason.ONE_PAIR if pairs else Reason.NO_PAIRS
    return None if _sd([b - a for a, b in pairs]) else Reason.NO_VARIATION


def _reasons(figures: Mapping[str, object], reason: Reason | None) -> dict[str, Reason]:
    """Fewer than two pairs and no change at all explain every null; two have their own reason."""
    own = {"r": Reason.NO_VARIATION, "hedges_g_z": reason or Reason.TWO_PAIRS}
    few = reason in {Reason.NO_PAIRS, Reason.ONE_PAIR}
    return {
        name: (reason if few else own.get(name)) or Reason.NO_VARIATION
        for name, figure in figures.items()
        if figure is None
    }


def _figures(pre: Sequence[float], post: Sequence[float]) -> dict[str, Any]:
    change = [round(b - a, DECIMALS) for a, b in zip(pre, post, strict=True)]
    mean, sd = _mean(change), _sd(change)
    return {
        "mean_pre": _mean(pre),
        "sd_pre": _sd(pre),
        "mean_post": _mean(post),
        "sd_post": _sd(post),
        "mean_change": mean,
        "sd_change": sd,
        "median_change": basics.median(change) if change else None,
        "r": _correlation(pre, post),
        "wilcoxon": _wilcoxon(change),
        "d_av": _d_av(mean, _sd(pre), _sd(post)),
        **_tests_of_change(mean, sd, len(change)),
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
        "d_z_ci95": _d_z_interval(t, n),
        "hedges_g_z": None if n == 2 else d_z * _hedges_factor(n - 1),
    }


def _mean(values: Sequence[float]) -> float | None:
    return basics.fmean(values) if values else None


def _sd(values: Sequence[float]) -> float | None:
    """Standard deviation with n - 1; exactly 0 where the values are the same."""
    if len(values) < 2:
        return None
    return basics.stdev(round(value, DECIMALS) for value in values)


def _correlation(pre: Sequence[float], post: Sequence[float]) -> float | None:
    if not _sd(pre) or not _sd(post):
        return None
    return max(-1.0, min(1.0, basics.correlation(pre, post)))


def _d_av(mean: float | None, sd_pre: float | None, sd_post: float | None) -> float | None:
    if mean is None or sd_pre is None or sd_post is None or sd_pre + sd_post == 0:
        return None
    return mean / ((sd_pre + sd_post) / 2)


def _hedges_factor(df: int) -> float:
    """The exact small-sample factor; df of at least 2."""
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def _d_z_interval(t: float, n: int) -> Interval:
    """The noncentrality parameters that put ``t`` on either 2.5 % tail, in units of d_z."""
    lower, upper = (_noncentrality(abs(t), n - 1, share) for share in (0.975, 0.025))
    if t < 0:
        lower, upper = -upper, -lower
    return lower / math.sqrt(n), upper / math.sqrt(n)


def _noncentrality(t: float, df: int, share: float) -> float:
    """The noncentrality whose distribution has ``share`` of its mass below ``t``; t >= 0."""
    limit = t * math.sqrt(float(scipy.stats.chi2.ppf(1 - share, df)) / df)
    if t > FAR_OUT:
        return limit  # the normal part no longer shows in the ninth digit

    def above(noncentrality: float) -> float:
        return float(scipy.stats.nct.cdf(t, df, noncentrality)) - share

    low, high = limit - 3, limit + 3
    while above(low) < 0:
        low -= 3
    while above(high) > 0:
        high += 3
    return float(scipy.optimize.brentq(above, low, high, xtol=1e-12, rtol=1e-12))


def _wilcoxon(change: Sequence[float]) -> Wilcoxon | None:
    moved = [value for value in change if value != 0]
    if len(change) < 2 or not moved:
        return None
    sizes = [abs(value) for value in moved]
    ranks = scipy.stats.rankdata(sizes)
    v = float(sum(rank for rank, value in zip(ranks, moved, strict=True) if value > 0))
    exact = len(moved) <= EXACT_WILCOXON_UP_TO and len(set(sizes)) == len(sizes)
    method = "exact" if exact else "asymptotic"
    p = scipy.stats.wilcoxon(moved, zero_method="wilcox", correction=True, method=method).pvalue
    return Wilcoxon(v, p_value(p), "exact" if exact else "normal")
