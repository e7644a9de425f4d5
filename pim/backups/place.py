"""The folder of all backups, and what lies where in it.

``base/<moment>/``: the whole server at one time. ``log/<timeline>/<from>``: everything it wrote
since. ``dump/<moment>/``: what is in one database, where the server is not ours. A base or dump is
there when its ``about`` is, which is written last.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pim.backups import sealed
from pim.backups.errors import BackupError, Damaged
from pim.backups.keys import Keys

BASE, DUMP, LOG = "base", "dump", "log"
SUFFIX = ".sealed"
MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class About:
    """What is known of a base or a dump without reading it."""

    begun_at: str  # ISO 8601, UTC; everything that was acknowledged until then is inside
    taken_at: str  # and nothing that was written after
    size: int  # bytes when opened
    system: str = ""  # identifies the server and whatever is restored from it
    version: int = 0  # the major version of PostgreSQL
    timeline: int = 0
    begins: int = 0  # place in the log
    ends: int = 0
    segment: int = 0  # bytes of a file of the log

    @property
    def holds_until(self) -> datetime:
        return datetime.fromisoformat(self.begun_at)

    @property
    def finished_at(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)

    @property
    def covers(self) -> int:
        """Up to the end of the file of the log it ended in, a base brings the log itself."""
        return -(-self.ends // self.segment) * self.segment


@dataclass(frozen=True)
class Place:
    folder: Path
    keys: Keys

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Place":
        folder = environ.get("PIM_BACKUP_DIR", "").strip()
        if not folder:
            raise BackupError("Set PIM_BACKUP_DIR: the folder that backups are kept in.")
        path = Path(folder).expanduser().absolute()
        return cls(path, Keys(environ.get("PIM_BACKUP_KEYS", "")))

    def make(self) -> None:
        try:
            for room in (BASE, DUMP, LOG):
                (self.folder / room).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BackupError(
                f"PIM_BACKUP_DIR: {self.folder} cannot be used: {error.strerror}."
            ) from error

    def new(self, kind: str, moment: datetime) -> Path:
        """A folder that is nothing yet: it becomes a base or dump by ``finish``."""
        folder = self.folder / kind / moment.strftime(MOMENT)
        folder.mkdir(mode=0o700)
        return folder

    def content(self, folder: Path) -> Path:
        return folder / f"content{SUFFIX}"

    def finish(self, folder: Path, about: About) -> None:
        path = folder / f"about{SUFFIX}"
        unfinished = path.with_suffix(".unfinished")
        content = json.dumps(asdict(about)).encode()
        sealed.write_whole(unfinished, self.name(path), self.keys, content)
        unfinished.rename(path)
        _remember(folder)
        _remember(folder.parent)

    def kept(self, kind: str) -> list[tuple[Path, About]]:
        """All that were finished, oldest first."""
        room = self.folder / kind
        found = sorted(room.glob(f"*/about{SUFFIX}")) if room.is_dir() else []
        return [(path.parent, self._about(path)) for path in found]

    def newest(self, kind: str) -> tuple[Path, About]:
        kept = self.kept(kind)
        if not kept:
            raise Damaged(f"There is no finished {kind} in {self.folder}.")
        return kept[-1]

    def open(self, folder: Path) -> sealed.Reader:
        path = self.content(folder)
        if not path.exists():
            raise Damaged(f"{self.name(path)} is missing.")
        return sealed.Reader(path, self.name(path), self.keys)

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder).with_suffix("").as_posix()

    def forget(self, folder: Path) -> None:
        """What it is goes first: half a backup is never taken for one."""
        (folder / f"about{SUFFIX}").unlink(missing_ok=True)
        shutil.rmtree(folder)

    def unfinished(self, kind: str) -> Iterator[Path]:
        for folder in (self.folder / kind).iterdir():
            if not (folder / f"about{SUFFIX}").exists():
                yield folder

    def _about(self, path: Path) -> About:
        known: Any = json.loads(sealed.read_whole(path, self.name(path), self.keys))
        return About(**known)


def _remember(folder: Path) -> None:
    """Names in a folder last through a power cut only when the folder was written out."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
