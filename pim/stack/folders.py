"""The folder of all state, ``PIM_VAR``, and who may use it at a time."""

import fcntl
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from pim.stack.errors import CannotRun

LONGEST_SOCKET_PATH = 107
LONGEST_SOCKET = Path("db") / ".s.PGSQL.5432"


@dataclass(frozen=True)
class Folders:
    var: Path

    @property
    def keys(self) -> Path:
        return self.var / "keys.json"

    @property
    def running(self) -> Path:
        """What a command beside a running service needs to know; holds only with the lock."""
        return self.var / "running.json"

    @property
    def mail(self) -> Path:
        return self.var / "mail"

    @property
    def texts(self) -> Path:
        return self.var / "texts"

    @property
    def schedule(self) -> Path:
        return self.var / "beat" / "schedule"

    @property
    def static(self) -> Path:
        return self.var / "staticfiles"

    @property
    def half_a_demo(self) -> Path:
        """There while the demo is being loaded; left behind by a load that was cut short."""
        return self.var / "demo.unfinished"

    def log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"

    def open_log(self, name: str) -> IO[bytes]:
        return self.log(name).open("ab")

    def make(self) -> None:
        try:
            self.var.mkdir(mode=0o711, parents=True, exist_ok=True)
            for folder in (self.mail, self.texts, self.schedule.parent, self.log("any").parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            (self.var / "lock").touch(mode=0o600)
        except OSError as error:
            raise CannotRun(f"PIM_VAR: {self.var} cannot be used: {error.strerror}.") from error

    def sockets(self) -> Path:
        """A folder for unix sockets: in ``PIM_VAR``, or a short private one noted there."""
        here = self.var / "run"
        note = self.var / "run.elsewhere"
        if len(os.fsencode(here / LONGEST_SOCKET)) <= LONGEST_SOCKET_PATH:
            here.mkdir(mode=0o711, exist_ok=True)
            return here
        if not (note.exists() and Path(note.read_text()).is_dir()):
            note.write_text(_short_folder())
        return Path(note.read_text())

    def forget_sockets(self) -> None:
        """Leave no short folder behind."""
        note = self.var / "run.elsewhere"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
            note.unlink()


def _short_folder() -> str:
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = os.geteuid() != 0 and 0 < len(own) < 60 and os.access(own, os.W_OK)
    folder = tempfile.mkdtemp(prefix="pim-", dir=own if usable else "/tmp")
    Path(folder).chmod(0o711)
    return folder


class Lock:
    """One service or one lonely command at a time on a folder; freed by the kernel on death."""

    def __init__(self, folders: Folders, holder: str) -> None:
        self._path = folders.var / "lock"
        self._holder = holder
        self._file: IO[str] | None = None

    def try_to_take(self) -> bool:
        file = self._path.open("r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        file.truncate()
        file.write(f"{self._holder} {os.getpid()}")
        file.flush()
        self._file = file
        return True

    def holder(self) -> str:
        """Who holds it, as "run 123" or "command 123"."""
        return self._path.read_text()

    def __enter__(self) -> "Lock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()
