"""Everything that rests encrypted, put under the newest key while the service goes on.

Each value is replaced only where it still is what was read: what somebody writes meanwhile is
never overwritten, and is under the newest key already.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from pim.access import encryption
from pim.access.encryption import EncryptedTextField

BATCH = 500


class Column(NamedTuple):
    """Where encrypted values rest. ``anew``: the stored value under the newest key."""

    name: str
    type: str
    anew: Callable[[str], str]


class Table(NamedTuple):
    name: str
    key: str
    key_type: str
    columns: list[Column]


class Pass(NamedTuple):
    """What one walk over all values came to."""

    seen: int
    changed: int


Row = tuple[Any, ...]  # its key, then a stored value for each column


def walk() -> Pass:
    """Once over every value. Raises ``ValueError`` where no key opens one."""
    seen = changed = 0
    for table in tables():
        for rows in _batches(table):
            for place, column in enumerate(table.columns, start=1):
                some = [(row[0], row[place]) for row in rows if row[place] is not None]
                seen += len(some)
                changed += _replace(table, column, some)
    return Pass(seen, changed)


def tables() -> Iterator[Table]:
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        names = [field.column for field in fields if isinstance(field, EncryptedTextField)]
        if names:
            yield _table(model, [Column(name, "text", encryption.encrypt_anew) for name in names])
    yield _table(Authenticator, [Column("data", "jsonb", _secrets_anew)])


def _table(model: type[Model], columns: list[Column]) -> Table:
    key = model._meta.pk
    return Table(model._meta.db_table, key.column, str(key.rel_db_type(connection)), columns)


def _batches(table: Table) -> Iterator[list[Row]]:
    """In the order of keys, a few hundred rows at a time."""
    rows = _after(table, None)
    while rows:
        yield rows
        rows = _after(table, rows[-1][0])


def _after(table: Table, last: Any) -> list[Row]:
    names = [column.name for column in table.columns]
    read = ", ".join(f"{name}::text" for name in names)
    further = f"AND {table.key} > %s" if last is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {table.key}, {read} FROM {table.name}"
            f" WHERE num_nonnulls({', '.join(names)}) > 0 {further}"
            f" ORDER BY {table.key} LIMIT {BATCH}",
            [last] if last is not None else [],
        )
        return cursor.fetchall()


def _replace(table: Table, column: Column, some: list[tuple[Any, str]]) -> int:
    read = [(str(key), value, column.anew(value)) for key, value in some]
    moved = [one for one in read if one[1] != one[2]]
    if not moved:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pim.rotates_keys = 'on'")
        cursor.execute(
            f"UPDATE {table.name} t SET {column.name} = v.after::{column.type}"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS v(key, before, after)"
            f" WHERE t.{table.key} = v.key::{table.key_type}"
            f" AND t.{column.name}::text = v.before",
            [list(part) for part in zip(*moved, strict=True)],
        )
        return cursor.rowcount


def _secrets_anew(stored: str) -> str:
    """The secrets of a second factor, inside a document of plain values."""
    document = json.loads(stored)
    moved = {name: encryption.encrypt_anew(document[name]) for name in SECRETS if name in document}
    return json.dumps(document | moved) if document | moved != document else stored


SECRETS = ("secret", "seed")
