"""What an export holds: one table for each kind of record, each column with its meaning.

An app further up adds its own in ``AppConfig.ready()``: ``tables.register(Table(...))``. A column
of a model that is in no table and not in ``left_out`` fails a test.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from pim.models import Site


@dataclass(frozen=True)
class Column:
    """``path`` is where the value lies, as in ``parent.called``; by default the name itself."""

    name: str
    meaning: str
    path: str = ""

    def value(self, row: Model) -> Any:
        value: Any = row
        for step in (self.path or self.name).split("."):
            value = None if value is None else getattr(value, step)
        return plain(value)


@dataclass(frozen=True)
class Table:
    """``left_out`` are columns of the model that are not taken along, each with the reason."""

    name: str
    about: str
    model: type[Model]
    rows: Callable[[Site], QuerySet]
    columns: Sequence[Column]
    left_out: Mapping[str, str] = field(default_factory=dict)

    def read(self, site: Site) -> Iterator[dict[str, Any]]:
        for row in self.rows(site).iterator(chunk_size=500):
            yield {column.name: column.value(row) for column in self.columns}


def plain(value: Any) -> Any:
    """What any program can read: days and times in ISO form, in UK time."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | list):
        return value
    return str(value)


_tables: dict[str, Table] = {}


def register(table: Table) -> None:
    if table.name in _tables:
        raise ValueError(f"Two tables are called {table.name}")
    _tables[table.name] = table


def every_table() -> list[Table]:
    return list(_tables.values())
