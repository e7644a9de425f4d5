"""The whole server at one time, sealed as it arrives."""

import io
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pim.backups import contents, server
from pim.backups.errors import BackupError
from pim.backups.place import BASE, About, Place
from pim.backups.sealed import Writer

PROGRAM = [
    "--pgdata=-",
    "--format=tar",
    "--wal-method=fetch",  # what was written meanwhile is inside: it stands on its own
    "--checkpoint=fast",
    "--manifest-checksums=SHA256",
    "--no-password",
]


def take(place: Place, url: str, now: Callable[[], datetime]) -> About:
    """Ask the server for a base. What is not whole in the end is deleted again."""
    place.make()
    begun_at = now()
    folder = place.new(BASE, begun_at)
    try:
        found = _receive(place, folder, url)
        about = _about(url, found, begun_at, now())
        place.finish(folder, about)
        return about
    except BaseException:
        place.forget(folder)
        raise


def _receive(place: Place, folder: Path, url: str) -> contents.Contents:
    path = place.content(folder)
    with (
        tempfile.TemporaryFile() as said,
        Writer(path, place.name(path), place.keys) as file,
        server.start("pg_basebackup", PROGRAM, url, stdout=-1, stderr=said) as process,
    ):
        assert process.stdout is not None
        try:
            found = contents.check(io.BufferedReader(_Copied(process.stdout, file)))
            refused = process.wait()
        except BackupError:
            refused = process.wait()
            if not refused:
                raise
        except BaseException:
            process.kill()
            raise
        if refused:
            raise BackupError(f"The server gave no base: {server.last_line(said)}") from None
        return found


def _about(url: str, found: contents.Contents, begun_at: datetime, now: datetime) -> About:
    line = server.replication(url)
    try:
        known = server.identify(line)
    finally:
        line.close()
    return About(
        begun_at=begun_at.isoformat(),
        taken_at=now.isoformat(),
        size=found.size,
        system=known.system,
        version=found.version,
        timeline=found.timeline,
        begins=found.begins,
        ends=found.ends,
        segment=known.segment,
    )


class _Copied(io.RawIOBase):
    """A stream of which everything that is read also goes into a file."""

    def __init__(self, stream: IO[bytes], file: Writer) -> None:
        self._stream, self._file = stream, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._file.write(data)
        buffer[: len(data)] = data
        return len(data)
