"""The files of a release as bytes. Pure: rows in, files out."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence

from outcomes import release_columns as columns
from outcomes.release_columns import Column, FormItem, FormScale

Row = Mapping[str, object]
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(heads: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """A CSV file: UTF-8, one heading line, blank where there is no value."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = columns.names(heads)
    writer.writerow(names)
    writer.writerows([cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode()


def cell(value: object) -> object:
    """Words that a spreadsheet would run as a formula get an apostrophe; numbers stay."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.startswith(RUNS_AS_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def wide_rows(scores: Sequence[Row], answers: Sequence[Row]) -> list[dict[str, object]]:
    """One row a person, from the rows of the two long files."""
    people: dict[object, dict[str, object]] = {}
    for row in (*scores, *answers):
        person = people.setdefault(row["code"], {c.name: row[c.name] for c in columns.WHO})
        person[_wide_name(row)] = row.get("total" if "scale" in row else "option_score")
    return list(people.values())


def wide_columns(scores: Sequence[Row], answers: Sequence[Row]) -> tuple[Column, ...]:
    """Only what was asked: in the order it first appears."""
    scales = dict.fromkeys(FormScale(r["wave"], r["instrument"], r["scale"]) for r in scores)
    items = dict.fromkeys(FormItem(r["wave"], r["instrument"], r["item"]) for r in answers)
    return columns.wide(sorted(scales), sorted(items))


def _wide_name(row: Row) -> str:
    if "scale" in row:
        return columns.wide_scale(row["wave"], row["instrument"], row["scale"])
    return columns.wide_item(row["wave"], row["instrument"], row["item"])


def codebook(files: Mapping[str, Sequence[Column]]) -> bytes:
    """One line for each column of each file, in order."""
    lines = [
        {"file": file, "column": column.name, "kind": column.kind, "meaning": column.meaning}
        for file, heads in files.items()
        for column in heads
    ]
    return table(columns.CODEBOOK, lines)


def codebook_of(codebook: bytes, stems: Sequence[str]) -> bytes:
    """The lines of a codebook that are about these files."""
    return table(columns.CODEBOOK, [line for line in read(codebook) if line["file"] in stems])


def kinds(codebook: bytes) -> dict[str, str]:
    """Column name to the kind of value it holds; a name means the same in every file."""
    return {line["column"]: line["kind"] for line in read(codebook)}


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def parquet(content: bytes, kinds: Mapping[str, str]) -> bytes:
    """A CSV file of ours as Parquet, with numbers as numbers and blanks as nulls."""
    import polars  # heavy, and only a release needs it

    numbers = {"whole number": polars.Int64, "number": polars.Float64}
    types = {name: numbers.get(kind, polars.String) for name, kind in kinds.items()}
    frame = polars.read_csv(content, schema_overrides=types)
    written = io.BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


def sums(files: Mapping[str, bytes]) -> bytes:
    """Checksums as ``sha256sum --check`` reads them."""
    lines = [f"{sha256(content)}  {name}\n" for name, content in sorted(files.items())]
    return "".join(lines).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
