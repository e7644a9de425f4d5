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

    table: str
    key: str
    name: str
    key_type: str
    type: str
    anew: Callable[[str], str]


class Pass(NamedTuple):
    """What one walk over all values came to."""

    seen: int
    changed: int


def walk() -> Pass:
    """Once over every value. Raises ``ValueError`` where no key opens one."""
    seen = changed = 0
    for column in columns():
        for some in _batches(column):
            seen += len(some)
            changed += _replace(column, some)
    return Pass(seen, changed)


def columns() -> Iterator[Column]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield _column(model, field.column, "text", encryption.encrypt_anew)
    yield _column(Authenticator, "data", "jsonb", _secrets_anew)


def _column(model: type[Model], name: str, type_: str, anew: Callable[[str], str]) -> Column:
    key = model._meta.pk
    return Column(
        model._meta.db_table, key.column, name, str(key.rel_db_type(connection)), type_, anew
    )


def _batches(column: Column) -> Iterator[list[tuple[Any, str]]]:
    """(key, stored value), in the order of keys, a few hundred at a time."""
    some = _after(column, None)
    while some:
        yield some
        some = _after(column, some[-1][0])


def _after(column: Column, last: Any) -> list[tuple[Any, str]]:
    table, key, name, *_ = column
    further = f"AND {key} > %s" if last is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {name}::text FROM {table} WHERE {name} IS NOT NULL {further}"
            f" ORDER BY {key} LIMIT {BATCH}",
            [last] if last is not None else [],
        )
        return cursor.fetchall()


def _replace(column: Column, some: list[tuple[Any, str]]) -> int:
    table, key, name, key_type, type_, anew = column
    read = [(str(row), value, anew(value)) for row, value in some]
    moved = [one for one in read if one[1] != one[2]]
    if not moved:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pim.rotates_keys = 'on'")
        cursor.execute(
            f"UPDATE {table} t SET {name} = v.after::{type_}"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS v(key, before, after)"
            f" WHERE t.{key} = v.key::{key_type} AND t.{name}::text = v.before",
            [list(part) for part in zip(*moved, strict=True)],
        )
        return cursor.rowcount


def _secrets_anew(stored: str) -> str:
    """The secrets of a second factor, inside a document of plain values."""
    document = json.loads(stored)
    moved = {name: encryption.encrypt_anew(document[name]) for name in SECRETS if name in document}
    return json.dumps(document | moved) if document | moved != document else stored


SECRETS = ("secret", "seed")
