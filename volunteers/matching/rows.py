"""Needs or offers kept by column: a whole list costs no object a row until one is asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar

from volunteers.matching.needs import Need, Offer

Row = TypeVar("Row", Need, Offer)


class Rows(Generic[Row]):
    """Looks like a list of its kind; ``columns`` has a list for each field."""

    def __init__(self, kind: type[Row], columns: Mapping[str, Sequence[Any]]) -> None:
        self.kind: type[Row] = kind
        self.columns = {field.name: columns[field.name] for field in fields(kind)}
        self._built: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, place: int) -> Row:
        row = self._built.get(place)
        if row is None:
            row = self.kind(*[column[place] for column in self.columns.values()])
            self._built[place] = row
        return row

    def __iter__(self) -> Iterator[Row]:
        return (self[place] for place in range(len(self)))

    def by(self, name: str) -> "Rows[Row]":
        """In the order of one column: so nothing depends on the order they came in."""
        key = self.columns[name]
        order = sorted(range(len(self)), key=key.__getitem__)
        if order == list(range(len(self))):
            return self
        return Rows(self.kind, {k: [v[at] for at in order] for k, v in self.columns.items()})


def rows_of(kind: type[Row], rows: "Iterable[Row] | Rows[Row]") -> Rows[Row]:
    if isinstance(rows, Rows):
        return rows
    kept = list(rows)
    names = [field.name for field in fields(kind)]
    return Rows(kind, {name: [getattr(row, name) for row in kept] for name in names})
