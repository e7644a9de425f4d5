"""A file as lines of text, whatever made it: only values, never formulas, and never too much."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pim.errors import DomainError
from pim.formulas import plain_again, safe

MOST_BYTES = 1_000_000
MOST_UNPACKED = 5_000_000
MOST_LINES = 1_000
MOST_ROWS = 5_000  # with the empty ones
MOST_COLUMNS = 60
LONGEST_CELL = 6_000
SEPARATORS = ",;\t|"
AN_EXCEL_FILE = b"PK\x03\x04"
AN_OLD_EXCEL_FILE = b"\xd0\xcf\x11\xe0"


class BadFile(DomainError):
    """This file cannot be read at all."""


@dataclass(frozen=True)
class Sheet:
    """``lines`` are pairs of the line's number in the file and its cells, in order."""

    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]


def read(content: bytes) -> Sheet:
    """A CSV or XLSX file. The first line that is not blank holds the headings."""
    if len(content) > MOST_BYTES:
        raise BadFile("This file is larger than 1 MB. Bring it in in parts.")
    if content.startswith(AN_OLD_EXCEL_FILE):
        raise BadFile("This is an old Excel file. Save it as .xlsx or .csv first.")
    if not content.startswith(AN_EXCEL_FILE):
        return _sheet(_from_text(content))
    try:
        return _sheet(_from_excel(content))
    except BadFile:
        raise
    except Exception as error:  # whatever a broken file makes of the reader, wherever it breaks
        raise BadFile("This Excel file cannot be read. Save it anew, or as .csv.") from error


def _sheet(rows: Iterable[Sequence[object]]) -> Sheet:
    filled: list[tuple[int, tuple[str, ...]]] = []
    for place, row in enumerate(rows, start=1):
        if place > MOST_ROWS:
            raise BadFile("There are too many empty rows. Take them out, and try again.")
        cells = [as_text(cell) for cell in row[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if any(cell.strip(SEPARATORS) for cell in cells):
            filled.append((place, tuple(cells)))
        if len(filled) > MOST_LINES + 1:
            raise BadFile(f"There are more than {MOST_LINES:,} lines. Bring them in in parts.")
    if not filled:
        raise BadFile("This file is empty.")
    (_, headings), *lines = filled
    return Sheet(headings, tuple(lines))


def as_text(cell: object) -> str:
    """A cell as somebody would type it; a day is a day, whatever the sheet makes of it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).replace("\x00", "").replace("\xa0", " ").strip()
    return plain_again(text)[:LONGEST_CELL]


# --- Text -------------------------------------------------------------------------------------
def _from_text(content: bytes) -> Iterator[Sequence[object]]:
    text = _decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        yield from rows
    except csv.Error as error:
        raise BadFile("This is not a table we can read. Save it as .csv or .xlsx.") from error


def _decoded(content: bytes) -> str:
    """As spreadsheets write it: UTF-8 with or without its mark, UTF-16, or old Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    heading = next((line for line in text.splitlines() if line.strip(f"{SEPARATORS} ")), "")
    return max(SEPARATORS, key=heading.count)


# --- Excel ------------------------------------------------------------------------------------
def _from_excel(content: bytes) -> Iterator[Sequence[object]]:
    """The first sheet's values as last saved. Formulas and macros are never run, nor read."""
    _check_size_unpacked(content)
    from openpyxl import load_workbook  # only whoever brings in a sheet pays for loading it

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        yield from sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    finally:
        book.close()


def _check_size_unpacked(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        raise BadFile("This Excel file is broken. Save it anew, or as .csv.") from error
    if size > MOST_UNPACKED:
        raise BadFile("This Excel file is too large once unpacked. Save it as .csv.")


# --- Writing ----------------------------------------------------------------------------------
def written(rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that Excel opens with its letters right, and in which no cell is run."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
