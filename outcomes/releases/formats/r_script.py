"""An R script that reads the CSV files, and says of each column what it holds. Base R alone.

A blank stays NA, with its reason in the column the codebook names. A code from a fixed list
becomes a factor; the score of an answer stays a number, with its words beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from outcomes.releases.codebook import Codebook
from outcomes.releases.columns import Column
from outcomes.releases.formats.variables import worth

NAME = "load.R"
KINDS = {"whole number": "integer", "number": "numeric"}
BEGIN = """\
# Reads the tables of this release that lie beside it. Needs nothing but R itself:
#   setwd("the folder of the files"); source("load.R", encoding = "UTF-8")
# A blank is NA. The codebook names the column that says why.

read_table <- function(file, kinds) {
  table <- read.csv(file, colClasses = unname(kinds), na.strings = "", encoding = "UTF-8",
                    check.names = FALSE)
  stopifnot(identical(names(table), names(kinds)))
  table
}
coded <- function(column, codes) {
  stopifnot(all(is.na(column) | column %in% codes))
  factor(column, levels = codes, labels = names(codes))
}
worth <- function(column, scores) {
  attr(column, "labels") <- scores
  column
}
means <- function(column, words) {
  attr(column, "label") <- words
  column
}
"""
END = """\
if (!any(file.exists(c({files})))) {{
  stop("No table of this release is in ", getwd(), ": go to its folder first, with setwd().")
}}
"""


def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> list[Path]:
    words = worth(codebook)
    parts = [BEGIN, *(_table(table, codebook.tables[table], words) for table in tables)]
    parts.append(END.format(files=", ".join(text(f"{table}.csv") for table in tables)))
    made = folder / NAME
    made.write_text("\n".join(parts), encoding="ascii")
    return [made]


def _table(table: str, heads: Iterable[Column], worth: Mapping[str, Mapping[int, str]]) -> str:
    kinds = [(column.name, text(KINDS.get(column.kind, "character"))) for column in heads]
    lines = [
        f"{table} <- read_table({text(f'{table}.csv')}, {vector(kinds)})",
        *(line for column in heads for line in _column(table, column, worth)),
    ]
    return "\n".join([f"if (file.exists({text(f'{table}.csv')})) {{", *_inside(lines), "}", ""])


def _inside(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _column(table: str, column: Column, worth: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    cell = f"{table}[[{text(column.name)}]]"
    if column.values:
        codes = vector((words, text(code)) for code, words in column.values)
        yield f"{cell} <- coded({cell}, {codes})"
    if scores := worth.get(column.name):
        yield f"{cell} <- worth({cell}, {vector((w, f'{s}L') for s, w in scores.items())})"
    yield f"{cell} <- means({cell}, {text(column.meaning)})"


def vector(named: Iterable[tuple[str, str]]) -> str:
    return f"c({', '.join(f'{text(name)} = {value}' for name, value in named)})"


def text(words: str) -> str:
    """A string of R, in ASCII: whatever it holds, it stays a string."""
    return f'"{"".join(map(_sign, words))}"'


def _sign(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    if " " <= sign <= "~":
        return sign
    return f"\\u{{{ord(sign):x}}}"
