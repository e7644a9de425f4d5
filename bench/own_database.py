"""A throw-away database of our own, for as long as the measuring takes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_database() -> Iterator[None]:
    """Django on a new database, migrated and empty; gone afterwards."""
    from pim.stack.testing.servers import Servers

    servers = Servers()
    try:
        servers.start()
        os.environ.update(servers.environment())
        os.environ["DJANGO_SETTINGS_MODULE"] = "pim.settings"
        _migrated()
        yield
    finally:
        _let_go()
        servers.stop()


def _migrated() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _let_go() -> None:
    from django.db import connections

    connections.close_all()


def emptied() -> None:
    """No people, no programmes: as it was after migrating."""
    from django.db import connection

    names = ["outcomes_%", "volunteers_%", "referrals_%", "pim_%"]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE ANY(%s)", [list(names)]
        )
        tables = ", ".join(f'"{row[0]}"' for row in cursor.fetchall())
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        cursor.execute("SET session_replication_role = origin")


def loaded(referrals: int, volunteers: int, waiting: int, seed: int = 1) -> None:
    """An empty database filled anew, with statistics as after a night's rest."""
    from django.db import connection

    from outcomes.plausible.programme import Size, load
    from pim import clock

    emptied()
    load(Size(referrals, volunteers, waiting, seed), now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
