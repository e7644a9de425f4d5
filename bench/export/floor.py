"""What nothing can be quicker than: ``psql`` copies to a file what is laid ready for it.

Nobody else sees a temporary table, so it is given copies of them, as large and in the same order.
"""

import os
import subprocess
from pathlib import Path

from django.db import connection

from outcomes.releases import tables
from pim.stack import programs

OPTIONS = "-c search_path=measured,public -c work_mem=64MB"


def lay_ready(select: str) -> None:
    """The tables the statements read from, and a table that holds what ``select`` gives."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA measured")
        for name in tables.ALL:
            cursor.execute("SELECT to_regclass(%s)", [f"release_{name}"])
            if cursor.fetchone()[0]:
                _keep(cursor, f"release_{name}", f"SELECT * FROM release_{name}")
        _keep(cursor, "ready", select)


def _keep(cursor, name: str, select: str) -> None:
    cursor.execute(f"CREATE TABLE measured.{name} AS {select}")
    cursor.execute(f"ANALYZE measured.{name}")


def copied(select: str, path: Path) -> None:
    line = " ".join(select.split())
    command = rf"\copy ({line}) TO '{path}' WITH (FORMAT csv, HEADER)"
    program = programs.postgres("psql")
    subprocess.run([program, "--quiet", "--no-psqlrc", "-c", command], env=_where(), check=True)


def _where() -> dict[str, str]:
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = connection.get_connection_params()
    known = {f"PG{env}": str(given[name]) for name, env in named.items() if given.get(name)}
    return {**os.environ, **known, "PGDATABASE": given["dbname"], "PGOPTIONS": OPTIONS}
