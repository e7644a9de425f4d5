"""Parquet: numbers as numbers, blanks as nulls."""

from pathlib import Path

from outcomes.releases.codebook import Codebook
from outcomes.releases.formats.frames import of_each_table, scan


def write(table: str, path: Path, codebook: Codebook, made: Path) -> None:
    scan(path, codebook.tables[table]).sink_parquet(made)


make = of_each_table("parquet", write)
