"""Parquet: numbers as numbers, blanks as nulls."""

from collections.abc import Mapping
from pathlib import Path

from outcomes.releases.codebook import Codebook


def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> list[Path]:
    import polars  # heavy, and only a release needs it

    kinds = {"whole number": polars.Int64, "number": polars.Float64}
    made = []
    for table, path in tables.items():
        heads = codebook.tables[table]
        types = {column.name: kinds.get(column.kind, polars.String) for column in heads}
        made.append(folder / f"{table}.parquet")
        polars.scan_csv(path, schema=types).sink_parquet(made[-1])
    return made
