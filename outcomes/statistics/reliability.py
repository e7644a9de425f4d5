"""How well the items of a scale hang together. Sources: Cronbach 1951; Feldt 1965."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import scipy

from outcomes.statistics.exact import in_parts, moments
from outcomes.statistics.reasons import Interval, Reason


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha over complete rows, with Feldt's 95 % interval."""

    alpha: float | None
    feldt95: Interval | None
    n_complete: int
    n_items: int
    reason: Reason | None


def cronbach_alpha(rows: Sequence[Sequence[float | None]], n_items: int) -> Reliability:
    """``rows[i][j]``: person i, item j, None where missing. Incomplete rows are left out."""
    complete = [[cell for cell in row if cell is not None] for row in rows if None not in row]
    n = len(complete)
    if n < 2 or n_items < 2:
        return Reliability(None, None, n, n_items, Reason.TOO_FEW)
    totals, items = _spread(complete)
    if totals == 0:
        return Reliability(None, None, n, n_items, Reason.NO_VARIATION)
    alpha = float(Fraction(n_items, n_items - 1) * (1 - Fraction(items, totals)))
    return Reliability(alpha, _feldt(alpha, n, n_items), n, n_items, None)


def _spread(rows: Sequence[Sequence[float]]) -> tuple[int, int]:
    """Squared distances from the mean, of the rows' totals and of all items together."""
    whole, parts = in_parts({cell for row in rows for cell in row})
    cells = [[whole[cell] for cell in row] for row in rows]
    totals = moments(((sum(row), 1) for row in cells), parts)
    items = [moments(((cell, 1) for cell in column), parts) for column in zip(*cells, strict=True)]
    return totals.deviations, sum(item.deviations for item in items)


def _feldt(alpha: float, n: int, n_items: int) -> Interval:
    df = (n - 1, (n - 1) * (n_items - 1))
    low, high = (1 - (1 - alpha) * float(scipy.stats.f.ppf(share, *df)) for share in (0.975, 0.025))
    return low, high
