"""Which figures of a quarter are printed, and which are a star. Pure.

A small count is hidden first. Then a reader who has kept every table ever printed is played: for
each small count, printed as a star or never printed at all, there must be whole numbers that fit
everything printed and make it 1 or less, and others that make it 7 or more. While one has not,
one more figure of this quarter becomes a star, the least worth reading first. What was printed
before stays as it is; it never tells anything about the newest quarter, so in the end, with all
of it starred, nothing is told.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import scipy

from outcomes.disclosure.catalogue import EVERYWHERE, WHOLE, Cell, Measure
from outcomes.disclosure.ledger import Atom, Ledger, is_small, meant_by, rounded

Printed = Mapping[Cell, int | None]
"""What stands in each cell; None is a star."""

LOW, HIGH = 1, 7
MOST = 100_000
NEARLY = 1e-6


def printed(
    measures: Collection[Measure],
    places: Collection[str],
    counts: Mapping[Atom, int],
    candidates: Collection[Cell],
    before: Printed,
) -> dict[Cell, int | None]:
    """The candidates as they are printed, given everything printed before."""
    mine = list(candidates)
    untils = [cell.until for cell in (*before, *mine)]
    quarters = range(min(untils), max(untils) + 1)  # nothing had happened before the first
    ledger = Ledger(measures, places, quarters, counts, [*before, *mine])
    shown = {cell: _first_shown(ledger.value[cell]) for cell in mine}
    reader = Reader(ledger)
    worth = _worth(ledger, mine)
    while (left := _open(shown)) and (binding := reader.works_out({**before, **shown})):
        shown[min(binding & left or left, key=worth)] = None
    return shown


def _first_shown(n: int) -> int | None:
    return None if is_small(n) else rounded(n)


def _open(shown: Printed) -> set[Cell]:
    return {cell for cell, n in shown.items() if n is not None}


def _worth(ledger: Ledger, mine: list[Cell]) -> Callable[[Cell], tuple[Any, ...]]:
    """Areas are starred before parts, parts before wholes, quarters before years, and the smaller
    count before the larger."""
    place = {cell: number for number, cell in enumerate(mine)}

    def worth(cell: Cell) -> tuple[Any, ...]:
        level = (cell.place == EVERYWHERE, cell.part == WHOLE, cell.until - cell.since)
        return level, ledger.value[cell], place[cell]

    return worth


class Reader:
    """Who tries to work small counts out. Whole numbers once found to fit still fit when more is
    hidden, so they are kept."""

    def __init__(self, ledger: Ledger):
        self.ledger = ledger
        small = [cell for cell in ledger.cells if is_small(ledger.value[cell])]
        self.sought = ledger.sums[[ledger.row[cell] for cell in small]]
        self.lowest = self.highest = self.sought @ ledger.truth

    def works_out(self, shown: Printed) -> set[Cell]:
        """Printed cells that together narrow a small count; none if all are safe."""
        told = [cell for cell, n in shown.items() if n is not None]
        bounds = [meant_by(n) for n in shown.values() if n is not None]
        known = Known(self.ledger, told, bounds)
        for sign in (1, -1):
            self._keep(known.fitting(sign * self.sought[self._open(sign)].sum(axis=0))[0])
            while (left := self._open(sign)).any():
                sum_ = self.sought[left.argmax()]
                found, binding = known.fitting(sign * sum_, LOW if sign > 0 else -HIGH)
                if found is None:
                    return binding or set(told)
                self._keep(found)
        return set()

    def _open(self, sign: int) -> np.ndarray:
        return self.lowest > LOW if sign > 0 else self.highest < HIGH

    def _keep(self, found: np.ndarray | None) -> None:
        if found is not None:
            self.lowest = np.minimum(self.lowest, self.sought @ found)
            self.highest = np.maximum(self.highest, self.sought @ found)


class Known:
    """What everything printed allows."""

    def __init__(self, ledger: Ledger, told: list[Cell], bounds: list[tuple[int, int]]):
        self.told = told
        rows = ledger.sums[[ledger.row[cell] for cell in told]]
        self.above = np.vstack([rows, -rows, -ledger.orders])
        least, most = np.array(bounds, float).reshape(-1, 2).T
        self.most = np.concatenate([most, -least, np.zeros(len(ledger.orders))])

    def fitting(
        self, aim: np.ndarray, at_most: float | None = None
    ) -> tuple[np.ndarray | None, set[Cell]]:
        """Whole numbers that fit and make the aim as small as can be, or at most this; or None
        and the printed cells that stand against it."""
        least = scipy.optimize.linprog(
            aim, self.above, self.most, bounds=(0, MOST), method="highs-ds"
        )
        if not least.success or (at_most is not None and least.fun > at_most + NEARLY):
            return None, self._binding(least)
        whole = np.round(least.x)
        if np.abs(whole - least.x).max(initial=0) < NEARLY:
            return whole, set()
        return (None, set()) if at_most is None else self._whole(aim, at_most, least)

    def _whole(
        self, aim: np.ndarray, at_most: float, least: Any
    ) -> tuple[np.ndarray | None, set[Cell]]:
        fits = scipy.optimize.milp(
            np.zeros_like(aim),
            integrality=np.ones_like(aim),
            bounds=scipy.optimize.Bounds(0, MOST),
            constraints=[
                scipy.optimize.LinearConstraint(self.above, ub=self.most),
                scipy.optimize.LinearConstraint(aim, ub=at_most),
            ],
        )
        return (np.round(fits.x), set()) if fits.success else (None, self._binding(least))

    def _binding(self, least: Any) -> set[Cell]:
        if not least.success:
            return set()
        n = len(self.told)
        weight = np.abs(least.ineqlin.marginals)
        return {self.told[i % n] for i in np.flatnonzero(weight[: 2 * n] > NEARLY)}
