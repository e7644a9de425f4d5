"""What a release's tables hold, said once for every format."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from outcomes.definitions import Definition
from outcomes.releases import columns
from outcomes.releases.columns import Asked, Column


@dataclass(frozen=True)
class Codebook:
    """The tables of one release, each with its columns in order, and what they are about."""

    study: str
    programme: str
    purpose: str
    made_on: date
    tables: Mapping[str, tuple[Column, ...]]
    """``long``, ``scores``, ``wide`` and ``episodes``."""
    definitions: tuple[Definition, ...]
    """Every version of every questionnaire in it."""
    forms: tuple[Asked, ...]
    """Every questionnaire of every wave that anybody was asked."""
    questionnaires: Mapping[tuple[str, str], Mapping[str, Any]]
    """The FHIR document of each definition, by its key and version."""

    def rows(self) -> list[list[str]]:
        return [_row(file, column) for file, heads in self.tables.items() for column in heads]

    def write(self, path: Path) -> None:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns.names(columns.CODEBOOK))
            writer.writerows(self.rows())


def _row(file: str, column: Column) -> list[str]:
    values = "; ".join(f"{code}: {words}" for code, words in column.values)
    return [file, column.name, column.kind, column.meaning, values, column.reason]
