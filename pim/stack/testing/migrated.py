"""All tables, made once and kept as SQL until a migration changes: making them takes long.

Every worker's database is a copy of the run's first, and a whole service may begin with them.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from pim.stack import programs
from pim.stack.database import NAME, OWNER, WEB, WORKER, Database
from pim.stack.options import BASE_DIR

KEPT = BASE_DIR / "var" / "test-tables"
MOST = 5  # files


def tables() -> Path:
    """SQL that makes them. When it is there, so are they in the run's own database.

    The first who asks makes it, the others wait.
    """
    from django.conf import settings

    made = settings.VAR_DIR / "tables.sql"
    with (settings.VAR_DIR / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(made)
    return made


def fill(database: Database, made: Path) -> None:
    """Make them in an empty database that runs."""
    quietly = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    _run("psql", database, *quietly, "--single-transaction", f"--file={made}")


def _make(made: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    here = connection.settings_dict
    database = Database(made.parent, Path(here["HOST"]), here["PASSWORD"])
    kept = KEPT / f"{_fingerprint()}.sql"
    if kept.exists():
        fill(database, kept)
    call_command("migrate", verbosity=0)
    call_command("grant_roles", WEB, WORKER, web=WEB)
    connection.close()  # PostgreSQL copies no database that somebody uses
    unfinished = made.with_suffix(".unfinished")
    _run("pg_dump", database, f"--file={unfinished}")
    if not kept.exists():
        _keep(unfinished, kept)
    unfinished.rename(made)


def _keep(made: Path, kept: Path) -> None:
    """For the next runs: whole or not at all, and the oldest go."""
    KEPT.mkdir(parents=True, exist_ok=True)
    unfinished = KEPT / f"{os.getpid()}.unfinished"
    shutil.copy(made, unfinished)
    unfinished.rename(kept)
    for old in sorted(KEPT.iterdir(), key=lambda file: file.stat().st_mtime)[:-MOST]:
        old.unlink(missing_ok=True)


def _fingerprint() -> str:
    """Of all that makes tables: our migrations, and which packages bring theirs."""
    files = [
        *sorted(BASE_DIR.glob("*/migrations/*.py")),
        BASE_DIR / "requirements.txt",
        *sorted(BASE_DIR.glob("*/models/*.py")),
        BASE_DIR / "pim/access/rows.py",
        BASE_DIR / "pim/management/commands/grant_roles.py",
    ]
    content = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(content).hexdigest()[:16]


def _run(program: str, database: Database, *arguments: str) -> None:
    subprocess.run(
        [programs.postgres(program), "-h", database.sockets, "-U", OWNER, "-d", NAME, *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": database.password},
        check=True,
    )
