"""Areas around the common proportion: a funnel, never a league table.

The limits are the plain binomial quantiles at the area's own size, so they are right for small
areas as well: an area lies outside only where chance alone had at most 2.5 % (0.1 %) on that
side. They are not smoothed: Spiegelhalter 2005 (Stat Med 24:1185), where the funnel comes from,
draws them between two counts by interpolation, for the look of the line; a limit here is a
count an area can have, and jumps with its size. The common proportion includes the area itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import scipy

from outcomes.statistics.reasons import Interval, Reason


@dataclass(frozen=True, slots=True)
class Area:
    """One area's proportion between the limits chance alone would keep it in."""

    area: str
    x: int
    n: int
    p: float | None
    limits95: Interval | None
    limits998: Interval | None
    outside: str | None
    """``95`` or ``99.8``: the widest limits it lies outside of."""
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """All areas together (``p0``) and each by itself."""

    p0: float | None
    x: int
    n: int
    areas: tuple[Area, ...]
    reason: Reason | None


def funnel(areas: Sequence[tuple[str, int, int]]) -> Funnel:
    """Limits for each ``(area, x, n)``, with 0 <= x <= n."""
    x, n = sum(each[1] for each in areas), sum(each[2] for each in areas)
    if n == 0:
        p0, reason = None, Reason.NO_ANSWERS
    else:
        p0, reason = x / n, None
    return Funnel(p0, x, n, tuple(_area(*each, p0) for each in areas), reason)


def _area(area: str, x: int, n: int, p0: float | None) -> Area:
    if n == 0 or p0 is None:
        return Area(area, x, n, None, None, None, None, Reason.NO_ANSWERS)
    limits95, limits998 = limits(n, p0, 0.025), limits(n, p0, 0.001)
    p = x / n
    outside = [
        name
        for name, (low, high) in (("95", limits95), ("99.8", limits998))
        if not low <= p <= high
    ]
    return Area(area, x, n, p, limits95, limits998, outside[-1] if outside else None, None)


def limits(n: int, p0: float, tail: float) -> Interval:
    """Between which shares chance alone keeps n people, but for this ``tail`` on each side."""
    low, high = scipy.stats.binom.ppf([tail, 1 - tail], n, p0)
    return float(low) / n, float(high) / n
