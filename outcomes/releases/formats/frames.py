"""A frozen CSV file as typed columns, read in pieces."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outcomes.releases.codebook import Codebook
from outcomes.releases.columns import Column
from outcomes.releases.formats.variables import Variable

if TYPE_CHECKING:
    import polars


Maker = Callable[[Mapping[str, Path], Codebook, Path], list[Path]]


def of_each_table(ending: str, write: Callable[[str, Path, Codebook, Path], None]) -> Maker:
    """What makes a file of every table, where ``write`` is given its name, its CSV file, the
    codebook and the file to make."""

    def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> list[Path]:
        made = {table: folder / f"{table}.{ending}" for table in tables}
        for table, path in tables.items():
            write(table, path, codebook, made[table])
        return [*made.values()]

    return make


def scan(path: Path, heads: Sequence[Column]) -> "polars.LazyFrame":
    """Numbers as numbers, blanks as nulls, everything else as text."""
    import polars  # heavy, and only a release needs it

    kinds = {"whole number": polars.Int64, "number": polars.Float64}
    types = {column.name: kinds.get(column.kind, polars.String) for column in heads}
    return polars.scan_csv(path, schema=types)


def numbered(path: Path, variables: Sequence[Variable]) -> "polars.DataFrame":
    """The whole table, each code as its number: in memory, but narrow."""
    table = scan(path, [variable.column for variable in variables])
    return table.select(_narrow(variable) for variable in variables).collect(engine="streaming")


def _narrow(variable: Variable) -> "polars.Expr":
    import polars

    column = polars.col(variable.column.name)
    if variable.codes:
        column = column.replace_strict(variable.codes, return_dtype=polars.Int16)
    elif variable.column.kind == "whole number":
        column = column.cast(polars.Int32)
    elif variable.is_text:
        column = column.cast(polars.Categorical)
    return column.alias(variable.name)


def with_missing(table: "polars.DataFrame", variables: Sequence[Variable]) -> "polars.DataFrame":
    """Each blank that has a reason filled with the missing code of that reason."""
    import polars

    names = {variable.column.name: variable.name for variable in variables}
    return table.with_columns(
        polars.coalesce(variable.name, names[variable.reason]).alias(variable.name)
        for variable in variables
        if variable.reason
    )
