"""x of n, and whether a yes or no has changed. Sources: Wilson 1927; McNemar 1947, exact form."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import scipy

from outcomes.statistics.reasons import Interval, Reason, p_value

Z = NormalDist().inv_cdf(0.975)
"""Known without scipy's distributions: pages of shares alone never wait for them to load."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """x of n, with Wilson's 95 % interval without continuity correction."""

    x: int
    n: int
    p: float | None
    wilson95: Interval | None
    reason: Reason | None = None


def proportion(x: int, n: int) -> Proportion:
    """x of n. Raises ValueError unless 0 <= x <= n."""
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no proportion")
    if n == 0:
        return Proportion(x, n, None, None, Reason.NO_ANSWERS)
    return Proportion(x, n, x / n, wilson(x, n))


def wilson(x: int, n: int) -> Interval:
    """Wilson's 95 % interval of x of n, n above 0; within 0 and 1, touching them at the ends."""
    centre = (x + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * math.sqrt(x * (n - x) / n + Z * Z / 4)
    return (0.0 if x == 0 else centre - half, 1.0 if x == n else centre + half)


def mcnemar_p(only_before: int, only_after: int) -> float:
    """Exact two-sided McNemar test: binomial on the pairs that differ. 1 if none does."""
    fewer, differing = min(only_before, only_after), only_before + only_after
    return p_value(2 * scipy.stats.binom.cdf(fewer, differing, 0.5)) if differing else 1.0
