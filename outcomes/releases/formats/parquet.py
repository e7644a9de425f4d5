"""Parquet: numbers as numbers, blanks as nulls."""

from collections.abc import Mapping
from pathlib import Path

from outcomes.releases.codebook import Codebook
from outcomes.releases.formats.frames import scan


def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> list[Path]:
    made = []
    for table, path in tables.items():
        made.append(folder / f"{table}.parquet")
        scan(path, codebook.tables[table]).sink_parquet(made[-1])
    return made
