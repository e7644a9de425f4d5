"""The whole service under its supervisor, with a folder and port of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from pim.stack import database as embedded
from pim.stack import keys
from pim.stack.database import Database
from pim.stack.folders import Folders
from pim.stack.options import BASE_DIR
from pim.stack.testing import migrated

KEPT = ("PATH", "HOME", "LANG", "PYTHONDONTWRITEBYTECODE")


class Process(NamedTuple):
    pid: int
    parent: int
    born: str  # ticks since boot: a number used again is another process
    command: str


class Stack:
    """``with Stack(folder) as stack: stack.start()``. Stops itself at the end."""

    def __init__(self, folder: Path, *, demo: bool = False, **environment: str) -> None:
        self.var = folder / "var"
        self.port = free_port()
        self.base_url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self.env = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.env |= {
            "PIM_VAR": str(self.var),
            "PORT": str(self.port),
            "PIM_DEMO": "1" if demo else "0",
            **environment,
        }

    def fill(self, tables: Path) -> None:
        """Begin with a database whose tables are there, which saves the first start its longest."""
        place = Folders(self.var)
        place.make()
        password = keys.load_or_make(place.keys).database_password
        database = Database(self.var, place.sockets() / "db", password, throw_away=True)
        with place.open_log("database") as log:
            running = database.start(log)
        try:
            database.establish()
            migrated.fill(database, tables)
        finally:
            embedded.stop(running)

    def start(self, offset: int = 0, within: float = 120) -> None:
        """Start with the clock shifted by ``offset`` seconds; return when it says Ready."""
        self._forget_the_last()
        self.env["PIM_CLOCK_OFFSET"] = str(offset)
        self.process = self.launch()
        alarm = threading.Timer(within, self.process.kill)
        alarm.start()
        try:
            assert self.process.stdout is not None
            if not any(line.startswith("Ready:") for line in self.process.stdout):
                raise AssertionError(f"The stack did not start: {self.process.communicate()[1]}")
        finally:
            alarm.cancel()

    def launch(self, **environment: str) -> "subprocess.Popen[str]":
        """The supervisor's process, without waiting for anything."""
        return subprocess.Popen(
            [sys.executable, "-m", "pim.stack"],
            cwd=BASE_DIR,
            env=self.env | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> int:
        """Stop as Ctrl-C does; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def restart(self, offset: int = 0) -> None:
        """Down and up again on the same data, at another time."""
        self.stop()
        self.start(offset)

    def manage(self, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        """``manage.py`` beside the service, or alone when it is down."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.env,
            input=text,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def mails(self) -> list[EmailMessage]:
        """What arrived in the local mailbox, oldest first."""
        files = sorted((self.var / "mail").glob("[!.]*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def processes(self) -> list[Process]:
        """The supervisor and all below it."""
        assert self.process is not None
        return family(self.process.pid)

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *error: object) -> None:
        if self.process is not None:
            if self.process.poll() is None:
                self.stop()
            self._forget_the_last()

    def _forget_the_last(self) -> None:
        if self.process:
            self.process.wait(timeout=30)
        for pipe in (self.process.stdout, self.process.stderr) if self.process else ():
            if pipe:
                pipe.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(oldest: int) -> list[Process]:
    """A process and all its descendants that are alive now."""
    everyone = list(_everyone())
    found = [process for process in everyone if process.pid == oldest]
    for member in found:  # grows while we walk
        found += [process for process in everyone if process.parent == member.pid]
    return found


def alive(processes: list[Process]) -> list[Process]:
    """Those that still live; one that only waits to be buried does not."""
    now = {(process.pid, process.born) for process in _everyone()}
    return [process for process in processes if (process.pid, process.born) in now]


def _everyone() -> Iterator[Process]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, *rest = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            yield Process(int(folder.name), int(parent), rest[17], command)
