"""How well the items of a scale hang together. Sources: Cronbach 1951; Feldt 1965."""

import statistics as basics
from collections.abc import Sequence
from dataclasses import dataclass

import scipy

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
    of_total = basics.variance(sum(row) for row in complete)
    if of_total == 0:
        return Reliability(None, None, n, n_items, Reason.NO_VARIATION)
    of_items = sum(basics.variance(column) for column in zip(*complete, strict=True))
    alpha = n_items / (n_items - 1) * (1 - of_items / of_total)
    return Reliability(alpha, _feldt(alpha, n, n_items), n, n_items, None)


def _feldt(alpha: float, n: int, n_items: int) -> Interval:
    df = (n - 1, (n - 1) * (n_items - 1))
    low, high = (1 - (1 - alpha) * float(scipy.stats.f.ppf(share, *df)) for share in (0.975, 0.025))
    return low, high
