from django.apps import apps
from django.core.management import BaseCommand
from django.db import connection, transaction

from pim.access import rows

KEPT = ("SELECT", "INSERT", "UPDATE", "DELETE")
NEVER_CHANGED = ("UPDATE", "DELETE")


class Command(BaseCommand):
    help = (
        "Let the roles of the web and worker processes read and write rows, and nothing more: "
        "no change to tables, no TRUNCATE, only INSERT and SELECT where a model is append-only. "
        "Of the tables of a case the web processes see what is in reach of whoever asks."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("roles", nargs="*", help="Roles that exist and own nothing.")
        parser.add_argument("--web", default="", help="The one that sees no case by itself.")

    @transaction.atomic
    def handle(self, *, roles, web, **options):
        for role in roles:
            self._grant(connection.ops.quote_name(role))
        if web:
            owner = connection.settings_dict["USER"]
            rows.guard(web=web, others=sorted({*roles, owner} - {web}))

    def _grant(self, role):
        rights = ", ".join(KEPT)
        self._run(f"GRANT USAGE ON SCHEMA public TO {role}")
        self._run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        self._run(f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}")
        self._run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
        self._default(f"GRANT {rights} ON TABLES TO {role}")
        self._default(f"GRANT USAGE ON SEQUENCES TO {role}")
        self._run(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
        for function in functions_of_the_owner():
            self._run(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
        for table in append_only_tables():
            name = connection.ops.quote_name(table)
            self._run(f"REVOKE {', '.join(NEVER_CHANGED)} ON {name} FROM {role}")
        for table, columns in emptied_later():
            self._run(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}")

    def _default(self, grant):
        self._run(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public {grant}")

    def _run(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def functions_of_the_owner():
    """Those that read in her name what the others may not read by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc"
            " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        return [name for (name,) in cursor.fetchall()]


def append_only_tables():
    """The tables of all models that say ``append_only = True``."""
    return [model._meta.db_table for model in apps.get_models() if is_append_only(model)]


def emptied_later():
    """(table, columns) of append-only rows whose words go when a person is erased."""
    models = filter(is_append_only, apps.get_models())
    return [(m._meta.db_table, m.emptied_later) for m in models if hasattr(m, "emptied_later")]


def is_append_only(model):
    return getattr(model, "append_only", False)
