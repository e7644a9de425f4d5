"""Many plausible rows by one statement each, straight into the tables: a country's service."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Field, Model


def grow(model: type[Model], source: str, columns: Mapping[str, str]) -> None:
    """Insert a row for each row of ``source``; ``columns`` are SQL, by the field's name.

    Fields not named are empty, as the model leaves them. Foreign keys are not looked up.
    """
    given = {
        field.column: columns.get(field.name) or _empty(field)
        for field in model._meta.concrete_fields
        if field.name in columns or not _is_filled(field)
    }
    names = ", ".join(f'"{name}"' for name in given)
    statement = (
        f"INSERT INTO {model._meta.db_table} ({names}) "
        f"SELECT {', '.join(given.values())} FROM {source}"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def _is_filled(field: Field) -> bool:
    return field.get_internal_type() in ("AutoField", "BigAutoField") or field.has_db_default()


def _empty(field: Field) -> str:
    if field.null:
        return "NULL"
    if getattr(field, "auto_now_add", False):
        return "now()"
    default = field.get_default()
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, list):
        return f"'{{{','.join(default)}}}'"
    if isinstance(default, int):
        return str(default)
    if isinstance(default, str):
        return f"'{default}'"
    raise LookupError(f"{field.model.__name__}.{field.name} needs a value.")


def key(of: str) -> str:
    """The same made-up key for the same number, in whatever table it is named."""
    return f"md5({of})::uuid"
