"""Everything ever printed, as what a reader with pencil and paper knows of it. Pure.

Every cell is a sum of *atoms*: how often a sort of event happened at one place in one quarter. A
reader knows that atoms are whole numbers from 0, which cell is which sum, how counts are rounded,
that nobody is accepted before she asks, and that nobody is asked at the end who had no match. A
star says nothing at all.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from outcomes.disclosure.catalogue import EVERYWHERE, YEAR, Cell, Measure

SMALLEST_SHOWN = 8
NEAREST = 5
STAR = "*"


class Atom(NamedTuple):
    measure: str
    sort: str
    place: str
    quarter: int


def is_small(n: int) -> bool:
    return 0 < n < SMALLEST_SHOWN


def rounded(n: int) -> int:
    return NEAREST * round(n / NEAREST)


def meant_by(shown: int) -> tuple[int, int]:
    """The least and the most a printed number can stand for."""
    return (0, 0) if shown == 0 else (max(SMALLEST_SHOWN, shown - 2), shown + 2)


class Ledger:
    """The sums of all measures over the quarters printed so far and the next one.

    Atoms that no sum tells apart are one column.
    """

    def __init__(
        self,
        measures: Collection[Measure],
        places: Collection[str],
        quarters: range,
        counts: Mapping[Atom, int],
        cells: Iterable[Cell],
    ):
        self.measures = {measure.key: measure for measure in measures}
        self.atoms = [
            Atom(measure.key, sort, place, quarter)
            for measure in measures
            for sort in measure.sorts
            for place in (EVERYWHERE, *places)  # an event at no place counts for the programme
            for quarter in quarters
        ]
        self.quarters = quarters
        self.cells = list(dict.fromkeys([*cells, *self._runs()]))
        self.row = {cell: number for number, cell in enumerate(self.cells)}
        sums = np.array([self._sum(cell) for cell in self.cells])
        together = np.vstack([sums, *self._orders()])
        happened = np.array([counts.get(atom, 0) for atom in self.atoms])
        self.value = dict(zip(self.cells, (sums @ happened).tolist(), strict=True))
        columns, where = np.unique(together, axis=1, return_inverse=True)
        self.sums = columns[: len(self.cells)].astype(float)
        self.truth = np.bincount(np.ravel(where), happened, columns.shape[1])
        orders = columns[len(self.cells) :].astype(float)
        self.orders = orders[orders @ self.truth >= 0]  # records put right later may break one

    def _runs(self) -> Iterable[Cell]:
        """Up to four quarters on end of each part: what differences of reports come down to."""
        for measure in self.measures.values():
            for part in ("", *measure.parts, *measure.unprinted):
                for since in self.quarters:
                    for until in self.quarters[since - self.quarters.start :][:YEAR]:
                        yield Cell(measure.key, part, EVERYWHERE, since, until)

    def _sum(self, cell: Cell) -> list[int]:
        holds = self.measures[cell.measure].holds
        return [
            atom.measure == cell.measure
            and cell.since <= atom.quarter <= cell.until
            and (cell.place in (EVERYWHERE, atom.place))
            and holds(cell.part, atom.sort)
            for atom in self.atoms
        ]

    def _orders(self) -> list[list[int]]:
        """By the end of any quarter nothing has happened more often than what comes before it."""
        return [
            [
                (atom.quarter <= end) * ((atom.measure == first) - (atom.measure == then))
                for atom in self.atoms
            ]
            for then, first in ((key, one.follows) for key, one in self.measures.items())
            if first in self.measures
            for end in self.quarters
        ]
