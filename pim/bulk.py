"""Many rows in one statement, where the ORM's own way takes too long."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model

from pim import clock

PAGE = 1000  # rows in a statement

Row = Mapping[str, Any]  # value by field name; all rows name the same fields


def insert(model: type[Model], rows: Iterable[Row]) -> set[Any]:
    """Insert rows of plain values; those that a unique constraint knows already are left out.

    Fields not named keep the model's own default. Gives the primary keys that are new. Values
    are adapted by their fields, so encrypted ones rest encrypted.
    """
    rows = list(rows)
    made: set[Any] = set()
    for start in range(0, len(rows), PAGE):
        made |= _insert(model, rows[start : start + PAGE])
    return made


def _insert(model: type[Model], rows: Sequence[Row]) -> set[Any]:
    fields = _fields(model, rows[0])
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "
        f"VALUES {', '.join([one] * len(rows))} "
        f"ON CONFLICT DO NOTHING RETURNING {quote(model._meta.pk.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_adapted(field, row) for row in rows for field in fields])
        return {row[0] for row in cursor.fetchall()}


def _fields(model: type[Model], row: Row) -> list:
    """Those the rows name, and those that need a default of Django's own."""
    known = {field.name for field in model._meta.concrete_fields}
    if missing := set(row) - known:
        raise LookupError(f"{model.__name__} has no {', '.join(sorted(missing))}.")
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in row or not _filled_by_postgres(field)
    ]


def _filled_by_postgres(field) -> bool:
    return isinstance(field, AutoField) or field.has_db_default() or field.generated


def _adapted(field, row: Row) -> Any:
    value = row[field.name] if field.name in row else _default(field)
    if isinstance(value, Model):
        value = value.pk
    return field.get_db_prep_save(value, connection)


def _default(field) -> Any:
    return clock.now() if getattr(field, "auto_now_add", False) else field.get_default()
