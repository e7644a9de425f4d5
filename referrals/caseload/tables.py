"""What an export holds: one table for each kind of record, each column with its meaning.

An app further up adds its own in ``AppConfig.ready()``: ``tables.register(Table(...))``. A column
of a model that is in no table and not in ``left_out`` fails a test.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import DateField, Model, Q, QuerySet
from django.utils import timezone

from pim.models import Site

Whose = Callable[[Collection[UUID]], Q]


@dataclass(frozen=True)
class Column:
    """``path`` is where the value lies, as in ``parent.called``; by default the name itself.

    For the copy that she herself may have of it: ``said(row)`` are the words in place of a code,
    ``is_her_own`` what she wrote or chose herself, ``harms`` what may put somebody in danger.
    """

    name: str
    meaning: str
    path: str = ""
    said: Callable[[Any], Any] | None = None
    is_her_own: bool = False
    harms: bool = False

    def value(self, row: Model) -> Any:
        value: Any = row
        for step in (self.path or self.name).split("."):
            value = None if value is None else getattr(value, step)
        return plain(value)


@dataclass(frozen=True)
class Table:
    """``left_out`` are columns of the model that are not taken along, each with the reason.

    ``whose`` says which rows are about some women, for a copy of all about one of them;
    ``harms``: what a row says may put somebody in danger if others read it.
    """

    name: str
    about: str
    model: type[Model]
    rows: Callable[[Site], QuerySet]
    columns: Sequence[Column]
    left_out: Mapping[str, str] = field(default_factory=dict)
    whose: Whose | None = None
    harms: bool = False

    def read(self, site: Site) -> Iterator[dict[str, Any]]:
        for row in self.rows(site).iterator(chunk_size=500):
            yield {column.name: column.value(row) for column in self.columns}

    def about_her(self, people: Collection[UUID]) -> QuerySet:
        """Wherever she was looked after, the oldest first."""
        if self.whose is None:
            return self.model._default_manager.none()
        rows = self.model._default_manager.filter(self.whose(people)).distinct()
        return rows.order_by(*self._day(), "pk")

    def _day(self) -> list[str]:
        names = [column.name for column in self.columns if not column.path]
        fields = [self.model._meta.get_field(name) for name in names]
        return [one.name for one in fields if isinstance(one, DateField)][:1]


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
