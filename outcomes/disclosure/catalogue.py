"""Which figures are printed of a quarter, and of which events they are sums. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

WHOLE = ""
"""The part of a measure that is all of it."""

EVERYWHERE = ""
"""The place that is the whole programme."""

YEAR = 4  # quarters


class Cell(NamedTuple):
    """One figure: a part of a measure, of one place, from one quarter to another, both within."""

    measure: str
    part: str
    place: str
    since: int
    until: int


@dataclass(frozen=True)
class Measure:
    """One sort of event that is counted, and how it falls into parts.

    ``sorts``: what an event can be, as tags joined by dots: ``improved.at_caseness``. A part holds
    the events with its tag; ``a-b`` those with ``a``, and without ``b``.
    ``follows``: the measure that comes first for each woman: nobody is matched and not accepted.
    ``unprinted``: parts nobody prints, but anybody can work out as what is left of others.
    """

    key: str
    title: str
    sorts: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    unprinted: tuple[str, ...] = ()
    is_step: bool = False
    follows: str = ""

    def holds(self, part: str, sort: str) -> bool:
        tag, _, without = part.partition("-")
        tags = sort.split(".")
        return tag in (WHOLE, *tags) and (not without or without not in tags)


def cells_of(
    quarter: int, measures: Collection[Measure], places: Collection[str]
) -> Iterator[Cell]:
    """The catalogue: all of it by twelve months; steps by quarter too, and by area and year."""
    year = quarter - YEAR + 1
    for measure in measures:
        for part in (WHOLE, *measure.parts):
            yield Cell(measure.key, part, EVERYWHERE, year, quarter)
        if measure.is_step:
            yield Cell(measure.key, WHOLE, EVERYWHERE, quarter, quarter)
            if quarter % YEAR == YEAR - 1:
                for place in places:
                    yield Cell(measure.key, WHOLE, place, year, quarter)


def quarter_of(key: str) -> int:
    """Quarters as numbers that can be counted with: ``2026-q3`` is 8106."""
    year, _, number = key.partition("-q")
    return int(year) * YEAR + int(number) - 1


def key_of(quarter: int) -> str:
    return f"{quarter // YEAR}-q{quarter % YEAR + 1}"
