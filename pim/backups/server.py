"""How to reach the server that is backed up, over the line that copies of it use."""

import os
import subprocess
from typing import IO, Any, NamedTuple

from pim.backups.errors import BackupError
from pim.stack import existing, programs
from pim.stack.existing import first_line

ROLE = "pim_backup"  # also the name by which a server may wait for us


def replication(url: str) -> Any:
    """A connection over which the server sends its log."""
    import psycopg2
    from psycopg2.extras import PhysicalReplicationConnection

    try:
        return psycopg2.connect(
            **existing.known(url),
            connection_factory=PhysicalReplicationConnection,
            application_name=ROLE,
            connect_timeout=5,
        )
    except psycopg2.Error as error:
        raise BackupError(f"The database cannot be reached: {first_line(error)}") from None


def start(program: str, arguments: list[str], url: str, **pipes: Any) -> "subprocess.Popen[bytes]":
    """A program of PostgreSQL at work on that server; no password among its arguments."""
    given = existing.known(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names["dbname"] = "PGDATABASE"
    told = {names[key]: str(value) for key, value in given.items() if value and key in names}
    kept = {name: value for name, value in os.environ.items() if name.startswith("PGSSL")}
    env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} | kept | told
    return subprocess.Popen([programs.postgres(program), *arguments], env=env, **pipes)


def last_line(file: IO[bytes]) -> str:
    """What a program said last: mostly why it ended."""
    file.seek(0)
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "it did not say why"


class Identity(NamedTuple):
    system: str
    timeline: int
    at: int  # place in the log
    segment: int  # bytes of a file of the log


def identify(line: Any) -> Identity:
    with line.cursor() as cursor:
        cursor.execute("IDENTIFY_SYSTEM")
        system, timeline, at, _ = cursor.fetchone()
        cursor.execute("SHOW wal_segment_size")
        return Identity(str(system), int(timeline), place_in_log(at), _bytes(cursor.fetchone()[0]))


def place_in_log(written: str) -> int:
    """``16/B374D848`` as a number."""
    high, low = written.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def written_place(at: int) -> str:
    return f"{at >> 32:X}/{at & 0xFFFFFFFF:X}"


def _bytes(said: str) -> int:
    units = {"kB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
    return int(said[:-2]) * units[said[-2:]]
