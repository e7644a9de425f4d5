"""The codebook as one page: what every column means, for any browser and any screen reader."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from outcomes.releases.codebook import Codebook
from outcomes.releases.formats.variables import (
    LETTERS,
    MISSING,
    MISSING_WORDS,
    Variable,
    variables,
)

FILE = "codebook.html"
ROWS = {
    "long": "One row for each episode of support, wave, questionnaire and question.",
    "scores": "One row for each episode, wave, questionnaire and scale.",
    "wide": "One row for each episode.",
    "episodes": "One row for each episode: from asking for support to how it came out.",
}


def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> list[Path]:
    made = folder / FILE
    missing = [(MISSING[one], letter, MISSING_WORDS[one]) for one, letter in LETTERS.items()]
    made.write_text(
        render_to_string(
            "outcomes/research/codebook.html",
            {
                "codebook": codebook,
                "tables": [_table(codebook, table) for table in codebook.tables],
                "missing": missing,
            },
        ),
        encoding="utf-8",
    )
    return [made]


def _table(codebook: Codebook, table: str) -> dict[str, Any]:
    lines = [
        {"variable": variable, "values": list(_values(variable))}
        for variable in variables(codebook, table)
    ]
    return {"name": table, "rows": ROWS[table], "lines": lines}


def _values(variable: Variable) -> Iterator[tuple[str, int, str]]:
    """Each code with its number and its words; of an answer's score, these two are the same."""
    codes = variable.codes or {str(score): score for score in variable.labels}
    return ((code, number, variable.labels[number]) for code, number in codes.items())
