"""What a migration may do to a table while people use it, and while the code before it still runs.

``safe_because = "..."`` on a migration says why the rules do not bind it: no person can be in a
table that is new, and a table of ten rows is locked for no time anybody notices.
"""

from collections.abc import Iterator

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, CheckConstraint, Field
from django.db.models.expressions import Value
from django.db.models.functions import Now

TAKES_AWAY = (
    operations.RemoveField,
    operations.RenameField,
    operations.DeleteModel,
    operations.RenameModel,
    operations.AlterModelTable,
)


def complaints(migration: Migration, before: ProjectState) -> list[str]:
    """Empty when it may run under load. ``before``: the state it is applied to."""
    if getattr(migration, "safe_because", ""):
        return []
    state, made, found = before.clone(), set(), []
    for operation in migration.operations:
        after = state.clone()
        operation.state_forwards(migration.app_label, after)
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        elif _table(operation) not in made:
            found += [
                f"{migration.name}: {complaint}"
                for complaint in _of(operation, migration, state, after)
            ]
        state = after
    return found


def _table(operation) -> str:
    name = getattr(operation, "model_name", None) or getattr(operation, "name", "")
    return str(name).lower()


def _of(operation, migration, before, after) -> Iterator[str]:
    what = operation.describe()
    if isinstance(operation, TAKES_AWAY):
        yield f"{what}: the code that still runs asks for it. Take it away a release later."
    elif isinstance(operation, operations.AddField):
        yield from (f"{what}: {why}" for why in _new_column(operation.field))
    elif isinstance(operation, operations.AlterField):
        old, new = _field(before, migration, operation), _field(after, migration, operation)
        yield from (f"{what}: {why}" for why in _changed_column(old, new))
    elif isinstance(operation, operations.AddIndex) and not isinstance(
        operation, AddIndexConcurrently
    ):
        yield f"{what}: nobody can write until it is built. Use AddIndexConcurrently."
    elif isinstance(operation, operations.RemoveIndex) and not isinstance(
        operation, RemoveIndexConcurrently
    ):
        yield f"{what}: use RemoveIndexConcurrently."
    elif isinstance(operation, operations.AddConstraint) and not isinstance(
        operation, AddConstraintNotValid
    ):
        yield from _constraint(operation.constraint, what)
    elif isinstance(operation, operations.RunSQL):
        yield f"{what}: nobody can tell what it locks. Say it in safe_because."
    elif isinstance(operation, operations.RunPython) and len(migration.operations) > 1:
        yield f"{what}: rows and tables are changed in one transaction. Make it two migrations."


def _new_column(field: Field) -> Iterator[str]:
    if field.many_to_many:
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        yield "the code that still runs does not fill it. Make it null, or give it a db_default."
    if field.db_default is not NOT_PROVIDED and not _is_the_same_for_all(field.db_default):
        yield "each row gets another default, so the table is written anew. Fill it afterwards."
    if field.unique or field.db_index:
        yield "its index is built while nobody can write. Add it without, then concurrently."


def _is_the_same_for_all(default: object) -> bool:
    return isinstance(default, Now | Value) or not hasattr(default, "resolve_expression")


def _changed_column(old: Field, new: Field) -> Iterator[str]:
    if old.null and not new.null:
        yield "every row is read while nobody can. Add a check NOT VALID first, then validate it."
    if old.db_type(connection) != new.db_type(connection) and not _only_longer(old, new):
        yield "the table is written anew. Add a new column instead."
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        yield "its index is built while nobody can write. Build it concurrently."


def _only_longer(old: Field, new: Field) -> bool:
    same = old.get_internal_type() == new.get_internal_type() == "CharField"
    return same and (new.max_length is None or (old.max_length or 0) <= new.max_length)


def _field(state: ProjectState, migration: Migration, operation) -> Field:
    model = state.apps.get_model(migration.app_label, operation.model_name)
    return model._meta.get_field(operation.name)


def _constraint(constraint: object, what: str) -> Iterator[str]:
    if isinstance(constraint, CheckConstraint):
        yield f"{what}: every row is read meanwhile. Use AddConstraintNotValid, then validate it."
    else:
        yield f"{what}: its index is built while nobody can write. Build it concurrently first."
