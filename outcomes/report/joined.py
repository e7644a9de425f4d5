"""Several tables grouped by woman, and joined once: a look-up for each woman takes too long."""

from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

ASKED = RawSQL("SELECT her FROM asked", ())
"""The women of the first table, for the others to keep to: they are looked up once."""


class Table(NamedTuple):
    """Rows of a query by name, with names for its columns in their order."""

    name: str
    columns: str
    rows: QuerySet


def joined(tables: list[Table], statement: str, *given: Any) -> list[tuple[Any, ...]]:
    """Rows of a statement that reads these tables; none where one of them can have none."""
    try:
        parts = [(table, *table.rows.query.sql_with_params()) for table in tables]
    except EmptyResultSet:
        return []
    named = [f"{table.name} ({table.columns}) AS ({text})" for table, text, _ in parts]
    values = [value for *_, own in parts for value in own]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(named)} {statement}", [*values, *given])
        return cursor.fetchall()
