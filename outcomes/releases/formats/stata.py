"""Stata: numbers with labels; a blank with a reason is one of its missing values, .a to .i."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outcomes.releases.codebook import Codebook
from outcomes.releases.formats.frames import numbered, of_each_table
from outcomes.releases.formats.variables import (
    LETTERS,
    MISSING,
    MISSING_WORDS,
    Variable,
    value_labels,
    variables,
)

if TYPE_CHECKING:
    import polars

LONGEST_LABEL = 80
VERSION = 14  # opens in Stata 14 and later, whatever the edition
MISSING_LABELS = {letter: MISSING_WORDS[reason] for reason, letter in LETTERS.items()}
LETTER_OF = {MISSING[reason]: letter for reason, letter in LETTERS.items()}


def write(table: str, path: Path, codebook: Codebook, made: Path) -> None:
    import pyreadstat  # heavy, and only a release needs it

    heads = variables(codebook, table)
    with_reason = [variable for variable in heads if variable.reason]
    pyreadstat.write_dta(
        _with_letters(numbered(path, heads), heads),
        made,
        file_label=codebook.study,
        version=VERSION,
        column_labels={variable.name: _label(variable) for variable in heads},
        variable_value_labels=value_labels(heads, MISSING_LABELS),
        missing_user_values={variable.name: [*MISSING_LABELS] for variable in with_reason},
    )


make = of_each_table("dta", write)


def _with_letters(table: "polars.DataFrame", heads: Sequence[Variable]) -> "polars.DataFrame":
    """Each blank that has a reason as the letter of that reason, as the writer wants it."""
    import polars

    names = {variable.column.name: variable.name for variable in heads}
    filled = (
        polars.Series(variable.name, _letters(table, variable, names), dtype=polars.Object)
        for variable in heads
        if variable.reason
    )
    return table.with_columns(*filled)


def _letters(
    table: "polars.DataFrame", variable: Variable, names: Mapping[str, str]
) -> list[float | str | None]:
    figures, reasons = table[variable.name].to_list(), table[names[variable.reason]].to_list()
    return [
        LETTER_OF.get(reason) if figure is None else figure
        for figure, reason in zip(figures, reasons, strict=True)
    ]


def _label(variable: Variable) -> str:
    """As much as Stata shows; the codebook says it whole."""
    meaning = variable.column.meaning
    return meaning if len(meaning) <= LONGEST_LABEL else f"{meaning[: LONGEST_LABEL - 1]}…"
