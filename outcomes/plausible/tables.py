"""Rows copied into a table as text, each column that is not named at its default."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model

Row = Mapping[str, Any]


def fill(model: type[Model], rows: Iterable[Row]) -> None:
    usual = {field.attname: _default(field) for field in model._meta.concrete_fields}
    text = io.StringIO()
    written = csv.writer(text)
    for row in rows:
        written.writerow([_text(value) for value in (usual | row).values()])
    text.seek(0)
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    into = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor:
        cursor.copy_expert(f"{into} (FORMAT csv, NULL '\\N')", text)


def _default(field: Any) -> Any:
    value = field.get_default()
    return value if value is not None or field.null else ""


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, list | tuple | set | frozenset):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, date):  # and moments
        return value.isoformat()
    return str(value)
