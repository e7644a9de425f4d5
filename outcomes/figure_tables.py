"""Tables of figures from CSV files, every bad line named. Pure: lines of text in, rows out."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pim.errors import DomainError

Row = list[str]
Parse = Callable[[str], Any]
"""What a cell means; raises BadCell."""
Check = Callable[..., None]
"""Looks at the parsed cells of one row; raises BadCell."""

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"\d+", re.ASCII)
LARGEST = 10**9


class BadCell(ValueError):
    """A cell that cannot be read; the message follows the column's name."""


class BadInput(DomainError):
    """What was handed in cannot be used; ``problems`` has a line for each reason."""

    def __init__(self, problems: Sequence[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class Table:
    """The header and the rows of a file, and what was wrong with it, a line each."""

    header: Row = field(default_factory=list)
    header_line: int = 1
    rows: list[tuple[int, Row]] = field(default_factory=list)
    """Line number and cells, as many as the header has."""
    problems: list[tuple[int, str]] = field(default_factory=list)

    def read(self, columns: Mapping[str, Parse], check: Check | None = None) -> list[Any]:
        """A tuple of parsed cells for each row. BadInput names every bad cell of every line.

        ``check`` may refuse a row whose cells are good by raising BadCell.
        """
        absent = self._absent(columns)
        self.problems += absent
        rows = [] if absent else [self._parsed(row, columns, check) for row in self.rows]
        if self.problems:
            in_order = sorted(self.problems, key=lambda problem: problem[0])
            raise BadInput([f"line {number}: {text}" for number, text in in_order])
        return rows

    def _absent(self, columns: Mapping[str, Parse]) -> list[tuple[int, str]]:
        """Columns that are not there; a header nobody could read is a problem already."""
        if self.problems and not self.header:
            return []
        return [
            (self.header_line, f"no column {name!r}") for name in columns if name not in self.header
        ]

    def _parsed(
        self, row: tuple[int, Row], columns: Mapping[str, Parse], check: Check | None
    ) -> tuple[Any, ...]:
        number, cells = row
        found, bad = [], []
        for name, parse in columns.items():
            try:
                found.append(parse(cells[self.header.index(name)]))
            except BadCell as error:
                bad.append((number, f"{name} {error}"))
        try:
            if check is not None and not bad:
                check(*found)
        except BadCell as error:
            bad.append((number, str(error)))
        self.problems += bad
        return tuple(found)


def table_of(lines: Iterable[str]) -> Table:
    """Read a comma-separated table with a header. Blank lines are skipped.

    Each line stands by itself, so that one bad line hides no other: a quoted cell must end on
    the line it begins on.
    """
    table = Table()
    filled = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    header = next(filled, None)
    if header is None:
        table.problems.append((1, "no header"))
        return table
    _add_header(table, *header)
    for number, line in filled if table.header else ():
        _add(table, number, line)
    return table


def _add_header(table: Table, number: int, line: str) -> None:
    table.header_line = number
    table.header = _cells(table, number, line) or []
    twice = {name for name in table.header if name and table.header.count(name) > 1}
    table.problems += [(number, f"column {name!r} is there twice") for name in sorted(twice)]


def _add(table: Table, number: int, line: str) -> None:
    cells = _cells(table, number, line)
    if cells is None:
        return
    if len(cells) == len(table.header):
        table.rows.append((number, cells))
    else:
        text = f"{len(cells)} cells instead of {len(table.header)}"
        table.problems.append((number, text))


def _cells(table: Table, number: int, line: str) -> Row | None:
    """The cells of one line, or None and a problem."""
    try:
        (row,) = csv.reader([line], strict=True)
    except csv.Error as error:
        text = "a quoted cell does not end on its line" if "end of data" in str(error) else error
        table.problems.append((number, str(text)))
        return None
    return [cell.strip() for cell in row]


def number_or_blank(lowest: float = -LARGEST, highest: float = LARGEST) -> Parse:
    """Parses a number within a range; a blank cell is None."""

    def parse(cell: str) -> float | None:
        if not cell:
            return None
        if not NUMBER.fullmatch(cell):
            raise BadCell("is not a number")
        if not lowest <= float(cell) <= highest:
            raise BadCell(f"is outside {lowest:g} to {highest:g}")
        return float(cell)

    return parse


def whole_number(highest: int = LARGEST) -> Parse:
    """Parses a whole number from 0."""

    def parse(cell: str) -> int:
        if not WHOLE_NUMBER.fullmatch(cell):
            raise BadCell("is not a whole number from 0")
        digits = cell.lstrip("0") or "0"
        if len(digits) > len(str(highest)) or int(digits) > highest:
            raise BadCell(f"is above {highest}")
        return int(digits)

    return parse


def one_of(*words: str) -> Parse:
    """Parses one of these words."""

    def parse(cell: str) -> str:
        if cell not in words:
            raise BadCell(f"is not {' or '.join(words)}")
        return cell

    return parse


def words(cell: str) -> str:
    """Parses anything but a blank."""
    if not cell:
        raise BadCell("is blank")
    return cell
