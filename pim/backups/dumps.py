"""One database as statements, where the server is not ours and gives no base."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pim.backups import server
from pim.backups.errors import BackupError, TargetInUse
from pim.backups.place import DUMP, About, Place
from pim.backups.sealed import Writer
from pim.stack import existing

BLOCK = 1 << 20


def take(place: Place, url: str, now: Callable[[], datetime]) -> About:
    place.make()
    begun_at = now()
    folder = place.new(DUMP, begun_at)
    try:
        size = _receive(place, folder, url)
        about = About(begun_at=begun_at.isoformat(), taken_at=now().isoformat(), size=size)
        place.finish(folder, about)
        return about
    except BaseException:
        place.forget(folder)
        raise


def _receive(place: Place, folder: Path, url: str) -> int:
    path, size = place.content(folder), 0
    arguments = ["--format=custom", "--compress=none", "--no-owner", "--no-password"]
    arguments.append("--enable-row-security")  # the owner's own rule lets it see every row
    with (
        tempfile.TemporaryFile() as said,
        Writer(path, place.name(path), place.keys) as file,
        server.start("pg_dump", arguments, url, stdout=-1, stderr=said) as process,
    ):
        assert process.stdout is not None
        while block := process.stdout.read(BLOCK):
            size += len(block)
            file.write(block)
        if process.wait():
            raise BackupError(f"The server gave no dump: {server.last_line(said)}")
    return size


def restore(place: Place, url: str) -> About:
    """The newest dump into an empty database: all of it, or nothing."""
    _refuse_used(url)
    folder, about = place.newest(DUMP)
    with place.open(folder) as stream:
        while stream.read(BLOCK):
            pass
    arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    name = existing.known(url)["dbname"]
    with (
        tempfile.TemporaryFile() as said,
        place.open(folder) as stream,
        server.start(
            "pg_restore", [*arguments, f"--dbname={name}"], url, stdin=-1, stderr=said
        ) as process,
    ):
        assert process.stdin is not None
        try:
            shutil.copyfileobj(stream, process.stdin, BLOCK)
            process.stdin.close()
        except BrokenPipeError:
            pass
        if process.wait():
            raise BackupError(f"The dump could not be restored: {server.last_line(said)}")
    return about


def _refuse_used(url: str) -> None:
    connection = existing.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            if cursor.fetchone()[0]:
                raise TargetInUse("That database holds tables already. Restore into an empty one.")
    finally:
        connection.close()
