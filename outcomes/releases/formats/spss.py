"""SPSS: numbers with labels; the missing codes are declared, so that nobody averages -99."""

from pathlib import Path
from typing import Any

from outcomes.releases.codebook import Codebook
from outcomes.releases.formats.frames import numbered, of_each_table, with_missing
from outcomes.releases.formats.variables import (
    MISSING,
    MISSING_WORDS,
    Variable,
    value_labels,
    variables,
)

CODES: Any = {"lo": min(MISSING.values()), "hi": max(MISSING.values())}
MISSING_LABELS = {code: MISSING_WORDS[reason] for reason, code in MISSING.items()}
LONGEST_LABEL = 255  # bytes


def write(table: str, path: Path, codebook: Codebook, made: Path) -> None:
    import pyreadstat  # heavy, and only a release needs it

    heads = variables(codebook, table)
    with_reason = [variable for variable in heads if variable.reason]
    pyreadstat.write_sav(
        with_missing(numbered(path, heads), heads),
        made,
        file_label=codebook.study,
        row_compress=True,
        column_labels={variable.name: _label(variable) for variable in heads},
        variable_value_labels=value_labels(heads, MISSING_LABELS),
        missing_ranges={variable.name: [CODES] for variable in with_reason},
        variable_measure={variable.name: _measure(variable) for variable in heads},
        variable_format={v.name: _format(v) for v in heads if not v.is_text},
    )


make = of_each_table("sav", write)


def _label(variable: Variable) -> str:
    return variable.column.meaning.encode()[:LONGEST_LABEL].decode(errors="ignore")


def _measure(variable: Variable) -> str:
    return "scale" if variable.is_number else "nominal"


def _format(variable: Variable) -> str:
    return "F8.2" if variable.column.kind == "number" else "F8.0"
