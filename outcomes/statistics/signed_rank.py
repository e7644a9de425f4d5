"""Wilcoxon's signed-rank test over counted changes. Source: Hollander & Wolfe 1999, as R has it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import scipy

from outcomes.statistics.reasons import p_value

EXACT_UP_TO = 25


@dataclass(frozen=True, slots=True)
class Wilcoxon:
    """Signed-rank test, two-sided, zeros dropped. ``v``: rank sum of the positive changes."""

    v: float
    p: float
    method: str
    """``exact`` (25 changes or fewer, no ties) or ``normal`` (tie and continuity corrected)."""


@dataclass(frozen=True, slots=True)
class _Tie:
    """Everybody whose change is of one size."""

    n: int
    up: int
    rank: float
    """The mean of the ranks they share."""


def wilcoxon(changes: Sequence[tuple[int, int]]) -> Wilcoxon | None:
    """Test of ``(change, how many)``, ordered by size. None where nobody changed."""
    ties = _ties(changes)
    n = sum(tie.n for tie in ties)
    if n == 0:
        return None
    v = sum(tie.rank * tie.up for tie in ties)
    if n <= EXACT_UP_TO and len(ties) == n:
        return Wilcoxon(v, _exact_p(ties), "exact")
    return Wilcoxon(v, _normal_p(v, n, ties), "normal")


def _ties(changes: Sequence[tuple[int, int]]) -> list[_Tie]:
    found, below = [], 0
    for _, alike in groupby((each for each in changes if each[0]), key=lambda each: abs(each[0])):
        steps = list(alike)
        n, up = sum(n for _, n in steps), sum(n for change, n in steps if change > 0)
        found.append(_Tie(n, up, below + (n + 1) / 2))
        below += n
    return found


def _exact_p(ties: Sequence[_Tie]) -> float:
    signed = [tie.rank if tie.up else -tie.rank for tie in ties]
    return p_value(scipy.stats.wilcoxon(signed, method="exact").pvalue)


def _normal_p(v: float, n: int, ties: Sequence[_Tie]) -> float:
    off = v - n * (n + 1) / 4
    if off == 0:
        return 1.0
    tied = sum(tie.n**3 - tie.n for tie in ties)
    sd = math.sqrt((2 * n * (n + 1) * (2 * n + 1) - tied) / 48)
    return p_value(2 * scipy.stats.norm.sf(abs(off - math.copysign(0.5, off)) / sd))
