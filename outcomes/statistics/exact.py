"""Exact sums over figures as they were typed.

A figure is the shortest decimal its double stands for, so 0.3 to 6.3 is a change of six and
0.1 + 0.2 is 0.3. Figures are held as whole numbers of one small part of a point: every sum is
exact whatever the order, and only a finished figure becomes a double again.
"""

import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Counts = Mapping[tuple[float | None, float | None], int]
"""How many people have this (before, after), in points of the scale; None where missing."""
Cell = tuple[int, int, int]
"""Before and after in parts of a point, and how many people."""

BLUR = 4 * sys.float_info.epsilon
"""Share of a score within which changes are the same: doubles made them, no person typed them."""


def counted(pre: Sequence[float | None], post: Sequence[float | None]) -> Counts:
    """Counts of two lists of the same length: ``pre[i]`` and ``post[i]`` belong to one person."""
    return Counter(zip(pre, post, strict=True))


def exact(figure: float) -> Fraction:
    """The figure as it was typed."""
    return Fraction(str(figure))


def in_parts(figures: Iterable[float]) -> tuple[dict[float, int], int]:
    """Each figure as a whole number of parts, and how many parts make a point."""
    typed = {figure: exact(figure) for figure in figures}
    parts = math.lcm(*(each.denominator for each in typed.values()))
    return {figure: int(each * parts) for figure, each in typed.items()}, parts


@dataclass(frozen=True, slots=True)
class Moments:
    """How many figures, their sum and their sum of squares, in parts of a point."""

    n: int
    total: int
    squares: int
    parts: int

    @property
    def mean(self) -> float | None:
        return self.total / (self.n * self.parts) if self.n else None

    @property
    def variance(self) -> Fraction | None:
        """With n - 1 below the line; None for fewer than two figures."""
        if self.n < 2:
            return None
        return Fraction(self.deviations, self.n * (self.n - 1) * self.parts**2)

    @property
    def deviations(self) -> int:
        """n times the sum of squared distances from the mean: 0 where all are the same."""
        return self.n * self.squares - self.total**2

    @property
    def sd(self) -> float | None:
        """Exactly 0 where the figures are the same."""
        return None if self.variance is None else math.sqrt(self.variance)


def moments(figures: Iterable[tuple[int, int]], parts: int) -> Moments:
    """Moments of ``(figure in parts, how many have it)``."""
    n = total = squares = 0
    for figure, count in figures:
        n += count
        total += count * figure
        squares += count * figure * figure
    return Moments(n, total, squares, parts)


def changes(cells: Iterable[Cell]) -> list[tuple[int, int]]:
    """``(change, how many)``, after minus before, smallest size first.

    Changes of the same size but for the last bits of a double become one: 5.0 to 5.7 and
    0.2 to 0.8999999999999999 are the same step, and so are a rise and a fall by it.
    """
    steps = ((after - before, max(abs(before), abs(after)), n) for before, after, n in cells)
    found: Counter[int] = Counter()
    size = 0
    for change, largest, n in sorted(steps, key=lambda step: (abs(step[0]), step[1])):
        if abs(change) - size > BLUR * largest:
            size = abs(change)
        found[size if change > 0 else -size] += n
    return list(found.items())
