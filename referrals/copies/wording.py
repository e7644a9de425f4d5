"""What is kept, as she reads it: no codes, no keys, days as people say them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.db.models import Field, Model, UUIDField
from django.utils.formats import date_format
from django.utils.timezone import localtime

from pim.access.privacy import classes_of
from pim.models import User
from referrals.caseload.tables import Column, Table
from referrals.copies.enums import PassageMark
from referrals.models import Parent, SafeContact

HERS = (Parent, SafeContact)


@cache
def field_of(model: type[Model], path: str) -> Field:
    """The column at the end of a path such as ``actor.name``."""
    *through, last = path.split(".")
    for step in through:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def path_of(column: Column) -> str:
    return column.path or column.name


def is_key(table: Table, column: Column) -> bool:
    """It leads from row to row, and says nothing."""
    field = field_of(table.model, path_of(column))
    return field.is_relation or field.primary_key or isinstance(field, UUIDField)


def mark_of(table: Table, column: Column) -> str:
    """Why somebody has to look at this column before she gets it; empty where nobody has to."""
    if column.harms:
        return PassageMark.HARM
    if column.is_her_own:
        return ""
    field = field_of(table.model, path_of(column))
    kind = classes_of(field.model)[field.name]
    if field.model is User or (kind in ("identifying", "searchable") and field.model not in HERS):
        return PassageMark.SOMEBODY_ELSE
    return PassageMark.OTHERS_WORDS if kind in ("free_text", "worked_out") else ""


def words_of(table: Table, column: Column, row: Model) -> str:
    """Empty where there is nothing to say."""
    if column.said:
        return plainly(column.said(row))
    if is_key(table, column):
        return ""
    value: Any = row
    for step in path_of(column).split("."):
        value = None if value is None else getattr(value, step)
    return plainly(value, _labels(field_of(table.model, path_of(column))))


def plainly(value: Any, labels: Sequence[tuple] = ()) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(plainly(one, labels) for one in value)
    if value in (None, ""):
        return ""
    return str(dict(labels)[value]) if value in dict(labels) else _as_said(value)


def _as_said(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _labels(field: Field) -> Sequence[tuple]:
    """Of each of several answers where a column holds more than one."""
    return getattr(field, "base_field", field).flatchoices or ()
