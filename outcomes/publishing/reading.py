"""A publication as it reads: tables of printed numbers, and of what follows from those alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from outcomes.disclosure import EVERYWHERE, STAR, WHOLE, Cell, quarter_of
from outcomes.models import Publication
from outcomes.periods import period_of
from outcomes.publishing.measures import AT_CASENESS, RECOVERED, STEPS
from outcomes.publishing.printing import cells_in
from outcomes.statistics import wilson
from pim.models import Programme, Site

SMALLEST_RATE = 20
YEAR = 4  # quarters
ANSWERS = {"change": "Answered before and at the end", "opinion": "Answered"}
WITHIN = {RECOVERED: AT_CASENESS}
"""Parts that are told as a share of another part, not of the whole."""


class Line(NamedTuple):
    label: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    key: str
    caption: str
    heads: list[str]
    lines: list[Line]
    about: str = ""
    """The measure it is about, if it is one."""

    @property
    def is_withheld(self) -> bool:
        """Nothing in it can be shown."""
        return all(line.cells[0] == STAR for line in self.lines)


@dataclass(frozen=True)
class Paper:
    """One publication. ``places``: the areas whose own lines this reader is shown."""

    publication: Publication
    places: Collection[UUID] = ()

    @cached_property
    def _shown(self) -> dict[Cell, int | None]:
        return dict(cells_in(self.publication))

    @property
    def programme(self) -> Programme:
        return self.publication.programme

    @property
    def quarter(self) -> str:
        period = period_of(self.publication.quarter)
        return period.label if period else ""

    @property
    def last_month(self) -> str:
        """With it the twelve months of a publication end."""
        return self.quarter.partition(" to ")[2]

    def year(self) -> list[Table]:
        """Twelve months of the whole programme: what anybody may read."""
        return [self._steps("year", "What happened", YEAR), *self._in_parts()]

    def besides(self) -> list[Table]:
        """For funders: steps of the quarter and, once a year, of their areas."""
        areas = self._areas()
        quarter = self._steps("quarter", self.quarter, 1)
        return [quarter, areas] if areas.lines else [quarter]

    def _steps(self, key: str, caption: str, quarters: int) -> Table:
        cells = [(one.title, self._cell(one.key, quarters=quarters)) for one in STEPS]
        lines = [Line(title, [self._words(cell)]) for title, cell in cells if cell in self._shown]
        return Table(key, caption, ["Step", "How many"], lines)

    def _areas(self) -> Table:
        """Only a publication at the end of a calendar year has them."""
        steps = [one for one in STEPS if one.is_step]
        sites = Site.objects.filter(pk__in=self.places).order_by("name")
        rows = [
            (site.name, [self._cell(one.key, place=str(site.pk)) for one in steps])
            for site in sites
        ]
        lines = [
            Line(name, [self._words(cell) for cell in cells])
            for name, cells in rows
            if cells[0] in self._shown
        ]
        return Table("areas", "By area", ["Area", *(one.title for one in steps)], lines)

    def _in_parts(self) -> Iterator[Table]:
        for number, measure in enumerate(self.publication.tables["measures"]):
            if measure["parts"]:
                yield self._of_parts(f"parts-{number}", measure)

    def _of_parts(self, key: str, measure: dict[str, Any]) -> Table:
        sort, name = measure["key"].partition(":")[0], measure["key"]
        lines = [Line(ANSWERS.get(sort, "All"), [self._words(self._cell(name)), ""])]
        for part, label in measure["parts"]:
            within = self._cell(name, WITHIN.get(part, WHOLE))
            cell = self._cell(name, part)
            lines.append(Line(label, [self._words(cell), self._share(cell, within)]))
        return Table(key, measure["title"], ["", "How many", "Share"], lines, name)

    def number(self, measure: str, part: str = WHOLE) -> int | None:
        """What is printed of twelve months of the whole programme; None for a star."""
        return self._shown.get(self._cell(measure, part))

    def _cell(
        self, measure: str, part: str = WHOLE, place: str = EVERYWHERE, quarters: int = YEAR
    ) -> Cell:
        until = quarter_of(self.publication.quarter)
        return Cell(measure, part, place, until - quarters + 1, until)

    def _words(self, cell: Cell) -> str:
        n = self._shown.get(cell)
        return STAR if n is None else f"{n:,}"

    def _share(self, part: Cell, whole: Cell) -> str:
        """Worked out from what is printed, so that it tells nothing more."""
        x, n = self._shown.get(part), self._shown.get(whole)
        if x is None or n is None or n < SMALLEST_RATE:
            return ""
        low, high = wilson(min(x, n), n)
        return f"{min(x, n) / n:.0%} ({low:.0%} to {high:.0%})"


def papers_of(programme: Programme, places: Collection[UUID] = ()) -> list[Paper]:
    """The newest first."""
    printed = Publication.objects.filter(programme=programme).select_related("programme")
    return [Paper(one, places) for one in printed.order_by("-quarter")]


def paper_of(programme: str, quarter: str) -> Paper | None:
    """By the codes of both. Each was the newest once, and read by anybody."""
    printed = Publication.objects.filter(programme__slug=programme, quarter=quarter)
    found = printed.select_related("programme").first()
    return Paper(found) if found else None


def newest_of_each() -> list[Paper]:
    """The newest of every programme that goes on, for everybody."""
    printed = Publication.objects.filter(programme__is_active=True).select_related("programme")
    newest = printed.order_by("programme", "-quarter").distinct("programme")
    return sorted((Paper(one) for one in newest), key=lambda paper: paper.programme.name)
