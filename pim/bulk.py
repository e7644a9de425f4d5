"""Many rows in one statement, where the ORM's own way takes too long."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import (
    AutoField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    UUIDField,
)

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
    """As one JSON document: adapting each value by itself takes longer than inserting it."""
    fields = _fields(model, rows[0])
    if len(rows) == 1:
        return _insert_one(model, fields, rows[0])
    columns = {field: _column(field, rows) for field in fields}
    same = {field: values[0] for field, values in columns.items() if _is_one(values)}
    differ = [field for field in fields if field not in same]
    quote = connection.ops.quote_name
    chosen = ("%s" if field in same else f"row.{quote(field.column)}" for field in fields)
    typed = ", ".join(f"{quote(field.column)} {field.rel_db_type(connection)}" for field in differ)
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} "
        f"({', '.join(quote(field.column) for field in fields)}) "
        f"SELECT {', '.join(chosen)} FROM jsonb_to_recordset(%s) AS row({typed}) "
        f"ON CONFLICT DO NOTHING RETURNING {quote(model._meta.pk.column)}"
    )
    names = [field.column for field in differ]
    values = zip(*(columns[field] for field in differ), strict=True)
    document = json.dumps([dict(zip(names, one, strict=True)) for one in values], default=str)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*map(_alone, same, same.values()), document])
        return {row[0] for row in cursor.fetchall()}


def _insert_one(model: type[Model], fields: Sequence[Field], row: Row) -> set[Any]:
    """Nothing is gained by a document of one row, and PostgreSQL need not read it."""
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} "
        f"({', '.join(quote(field.column) for field in fields)}) "
        f"VALUES ({', '.join(['%s'] * len(fields))}) "
        f"ON CONFLICT DO NOTHING RETURNING {quote(model._meta.pk.column)}"
    )
    values = (row[field.name] if field.name in row else _default(field) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*map(_adapted, fields, values)])
        return {found[0] for found in cursor.fetchall()}


def _adapted(field: Field, value: Any) -> Any:
    return field.get_db_prep_save(getattr(value, "pk", value), connection)


def _column(field: Field, rows: Sequence[Row]) -> list:
    """A value that comes again in the next row is looked at once."""
    if field.name not in rows[0] and not (field.has_default() and callable(field.default)):
        return [_plain(field, _default(field))] * len(rows)
    found: list = []
    last: Any = _NOTHING
    for row in rows:
        value = row[field.name] if field.name in row else _default(field)
        if value is not last:
            last, plain = value, _plain(field, value)
        found.append(plain)
    return found


_NOTHING = object()
AS_THEY_ARE = (JSONField, DateTimeField, UUIDField, CharField, ForeignKey)


def _is_one(values: list) -> bool:
    return len(values) > 1 and all(value == values[0] for value in values)


def _plain(field: Field, value: Any) -> Any:
    """As it rests, in words of JSON."""
    if isinstance(value, Model):
        value = value.pk
    if value is None or isinstance(field, AS_THEY_ARE):
        return value
    return field.get_db_prep_save(value, connection)


def _alone(field: Field, value: Any) -> Any:
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


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


def _default(field) -> Any:
    return clock.now() if getattr(field, "auto_now_add", False) else field.get_default()
