"""Pages of a list by where the last one ended: the last page is as quick as the first.

An address holds the key of a row and never what the list is ordered by, which may be a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Case, F, Model, Q, QuerySet
from django.db.models.expressions import Combinable, OrderBy

MOST_COUNTED = 1000
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class KeysetPage:
    """Rows in their order, and the keys before and after which there are others."""

    rows: list[Any] = field(default_factory=list)
    before: str = ""
    after: str = ""


class Column(NamedTuple):
    """One of those a list is ordered by, under a name of its own."""

    name: str
    by: OrderBy
    never_empty: bool

    @property
    def empty_first(self) -> bool:
        """As PostgreSQL has it, unless the order says otherwise."""
        return bool(self.by.nulls_first or (self.by.descending and not self.by.nulls_last))

    def ordered(self, backwards: bool) -> OrderBy:
        order = OrderBy(F(self.name), descending=self.by.descending != backwards)
        empty_first = self.empty_first != backwards
        if not self.never_empty:
            order.nulls_first, order.nulls_last = empty_first or None, not empty_first or None
        return order

    def beyond(self, value: Any, backwards: bool) -> Q:
        """Rows that come later by this column alone."""
        empty_first = self.empty_first != backwards
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if empty_first else NOTHING
        less = self.by.descending != backwards
        later = Q(**{f"{self.name}__{'lt' if less else 'gt'}": value})
        if self.never_empty or empty_first:
            return later
        return later | Q(**{f"{self.name}__isnull": True})

    def from_here(self, value: Any, backwards: bool) -> Q:
        """What an index can start at."""
        if not self.never_empty:
            return Q()
        less = self.by.descending != backwards
        return Q(**{f"{self.name}__{'lte' if less else 'gte'}": value})

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True} if value is None else {self.name: value})


def counted(rows: QuerySet) -> tuple[int, bool]:
    """How many rows, and whether there are more than anybody needs counted."""
    found = rows.order_by()[: MOST_COUNTED + 1].count()
    return min(found, MOST_COUNTED), found > MOST_COUNTED


def page_of(
    rows: QuerySet, ordering: Sequence[Any], size: int, *, after: str = "", before: str = ""
) -> KeysetPage:
    """The page after or before the row with this key; the first one where no such row is there.

    ``ordering``: names or expressions as for ``order_by``, the last of them unique.
    """
    columns = _columns(rows.model, ordering)
    rows = rows.alias(**{column.name: column.by.expression for column in columns})
    if before and (values := _values(rows, columns, before)):
        found = list(_following(rows, columns, values, backwards=True)[: size + 1])[::-1]
        if len(found) > size:
            return _page(found[1:], has_previous=True, has_next=True)
    elif after and (values := _values(rows, columns, after)):
        found = list(_following(rows, columns, values)[: size + 1])
        return _page(found[:size], has_previous=True, has_next=len(found) > size)
    found = list(_in_order(rows, columns)[: size + 1])
    return _page(found[:size], has_previous=False, has_next=len(found) > size)


def _page(found: list[Any], *, has_previous: bool, has_next: bool) -> KeysetPage:
    first, last = (str(found[0].pk), str(found[-1].pk)) if found else ("", "")
    return KeysetPage(found, first if has_previous else "", last if has_next else "")


def _columns(model: type[Model], ordering: Sequence[Any]) -> list[Column]:
    return [
        Column(f"place_{number}", by := _order(one), _never_empty(model, by.expression))
        for number, one in enumerate(ordering)
    ]


def _order(one: Any) -> OrderBy:
    if isinstance(one, str):
        return OrderBy(F(one.removeprefix("-")), descending=one.startswith("-"))
    return one if isinstance(one, OrderBy) else OrderBy(one)


def _never_empty(model: type[Model], expression: Combinable) -> bool:
    """A field of the row itself that must be filled, or a case for every row."""
    if isinstance(expression, F):
        return (
            "__" not in expression.name
            and not (
                model._meta.pk
                if expression.name == "pk"
                else model._meta.get_field(expression.name)
            ).null
        )
    return isinstance(expression, Case)


def _values(rows: QuerySet, columns: list[Column], key: str) -> tuple[Any, ...] | None:
    """What the list is ordered by, of this row."""
    try:
        named = rows.order_by().annotate(**{column.name: F(column.name) for column in columns})
        return named.filter(pk=key).values_list(*[column.name for column in columns]).first()
    except (ValidationError, ValueError):
        return None


def _in_order(rows: QuerySet, columns: list[Column], backwards: bool = False) -> QuerySet:
    return rows.order_by(*[column.ordered(backwards) for column in columns])


def _following(
    rows: QuerySet, columns: list[Column], values: tuple[Any, ...], backwards: bool = False
) -> QuerySet:
    later = NOTHING
    for column, value in reversed(list(zip(columns, values, strict=True))):
        later = column.beyond(value, backwards) | (column.same(value) & later)
    start = columns[0].from_here(values[0], backwards)
    return _in_order(rows.filter(start & later), columns, backwards)
