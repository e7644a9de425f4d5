"""Everything that rests of the service, as whoever stole it would read it."""

import base64
import binascii
import re
import subprocess
import threading
from pathlib import Path

import redis
from django.db import connection

from pim.models import BrowserSession
from pim.stack import programs
from pim.stack.database import NAME, SUPERUSER

CODED = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


def opened(content: bytes) -> bytes:
    """With what stands in it as base64: bodies of tasks, values of the cache."""
    return content + b"\n".join(_decoded(coded) for coded in CODED.findall(content))


def _decoded(coded: bytes) -> bytes:
    try:
        plain = coded.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        return base64.b64decode(plain + b"=" * (-len(plain) % 4))
    except binascii.Error:
        return b""


class Overheard:
    """``with Overheard(socket) as line``: all that is said to the broker, in ``line.heard``."""

    def __init__(self, socket: Path) -> None:
        self.client = redis.Redis(unix_socket_path=str(socket))
        self.heard: list[bytes] = []

    def __enter__(self) -> "Overheard":
        self.monitor = self.client.monitor().__enter__()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.client.echo("the end")
        self.thread.join(10)

    def _listen(self) -> None:
        for said in self.monitor.listen():
            command = said["command"].encode("utf-8", "surrogateescape")
            if command == b"ECHO the end":
                return
            self.heard.append(command)


def places(house, line: Overheard) -> dict[str, bytes]:
    """By the name of the place; the log of changes is written out first."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_switch_wal()")
    data = house.database.data
    return {
        "dump": opened(dump(house)),
        "log of changes": files(data / "pg_wal"),
        "tables as files": files(data / "base"),
        "sessions": sessions(),
        "broker, said to it": opened(b"\n".join(line.heard)),
        "broker, kept in it": opened(kept_in(house.broker.socket) + files(house.broker.folder)),
        "logs": opened(files(house.folder, but=(data, house.broker.folder))),
    }


def dump(house) -> bytes:
    command = [programs.postgres("pg_dump"), "-h", house.database.sockets, "-U", SUPERUSER, NAME]
    password = {"PGPASSWORD": house.database.password}
    return subprocess.run(command, env=password, capture_output=True, check=True).stdout


def files(folder: Path, but: tuple[Path, ...] = ()) -> bytes:
    found = (path for path in folder.rglob("*") if path.is_file())
    return b"\n".join(
        path.read_bytes() for path in found if not any(one in path.parents for one in but)
    )


def sessions() -> bytes:
    return "\n".join(str(row.get_decoded()) for row in BrowserSession.objects.all()).encode()


def kept_in(socket: Path) -> bytes:
    with redis.Redis(unix_socket_path=str(socket)) as client:
        return b"\n".join(key + b" " + (client.dump(key) or b"") for key in client.scan_iter())
