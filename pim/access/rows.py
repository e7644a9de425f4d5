"""What PostgreSQL itself lets the web process see of a case, whatever ``visible_to`` says.

A model of a case says in ``guard`` how a row of it leads to a site, to a mum or to another row;
``manage.py grant_roles`` makes row-level security of that. Settings of the connection say for
whom it is asked just now (``pim.access.reach``); without them no row is there.
"""

import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import Model

from pim.errors import DomainError

FURTHER = "(SELECT current_setting('pim.reach', true)) = 'further'"


def listed(setting: str) -> str:
    """The ids in a setting, worked out once for a query and not for every row."""
    return f"((SELECT nullif(current_setting('{setting}', true), '')::uuid[])::uuid[])"


@dataclass(frozen=True)
class AtSite:
    """A case: at a site of theirs; without a site, in their programme; or one named by its id."""

    def condition(self, model: type[Model]) -> str:
        return (
            f"site_id = ANY ({listed('pim.sites')})"
            f" OR (site_id IS NULL AND programme_id = ANY ({listed('pim.programmes')}))"
            f" OR id = ANY ({listed('pim.referrals')})"
        )


@dataclass(frozen=True)
class With:
    """Seen by whoever sees the row it points to."""

    field: str

    def condition(self, model: type[Model]) -> str:
        field = model._meta.get_field(self.field)
        table, column = _quoted(model._meta.db_table), _quoted(field.column)
        other = field.related_model._meta
        return (
            f"EXISTS (SELECT FROM {_quoted(other.db_table)} AS it"
            f" WHERE it.{_quoted(other.pk.column)} = {table}.{column})"
        )


@dataclass(frozen=True)
class Behind:
    """Seen by whoever sees a row that points to it."""

    model: str
    field: str
    joined: str = ""  # the column of a row that was joined to another one, which is asked too

    def condition(self, model: type[Model]) -> str:
        other = apps.get_model(self.model)._meta
        column = _quoted(other.get_field(self.field).column)
        table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
        keys = [
            key,
            *(_quoted(model._meta.get_field(name).column) for name in [self.joined] if name),
        ]
        own = ", ".join(f"{table}.{one}" for one in keys)
        return f"EXISTS (SELECT FROM {_quoted(other.db_table)} AS it WHERE it.{column} IN ({own}))"


def guarded() -> list[type[Model]]:
    """Every model that says in ``guard`` who may see a row of it."""
    return [model for model in apps.get_models() if "guard" in vars(model)]


def guard(*, web: str, others: list[str]) -> None:
    """Put every such table under guard. Those that are so already are not touched, nor locked."""
    _refuse_whoever_sees_past_it(web)
    for model in guarded():
        statements = _statements(model, web, others)
        fingerprint = hashlib.sha256("".join(statements).encode()).hexdigest()
        if not _is_guarded(model, fingerprint):
            for statement in statements:
                _run(statement)
            _run(f"COMMENT ON POLICY of_whoever_asks ON {_table(model)} IS '{fingerprint}'")


def _refuse_whoever_sees_past_it(web: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [web])
        if cursor.fetchone() == (True,):
            raise DomainError(
                f"The role {web} sees past row-level security. As a superuser of the database:"
                f" ALTER ROLE {web} NOSUPERUSER NOBYPASSRLS;"
            )


def _statements(model: type[Model], web: str, others: list[str]) -> list[str]:
    table, names = _table(model), ", ".join(map(_quoted, others))
    seen = f"{FURTHER} OR {model.guard.condition(model)}"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS of_whoever_asks ON {table}",
        f"CREATE POLICY of_whoever_asks ON {table} TO {_quoted(web)}"
        f" USING ({seen}) WITH CHECK (true)",
        f"DROP POLICY IF EXISTS of_the_service ON {table}",
        f"CREATE POLICY of_the_service ON {table} TO {names} USING (true)",
    ]


def _is_guarded(model: type[Model], fingerprint: str) -> bool:
    """As it should be, and nobody has switched it off by hand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_policy JOIN pg_class AS it ON it.oid = polrelid"
            " WHERE it.oid = %s::regclass AND relrowsecurity AND relforcerowsecurity"
            " AND obj_description(pg_policy.oid, 'pg_policy') = %s",
            [model._meta.db_table, fingerprint],
        )
        return cursor.fetchone() is not None


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
