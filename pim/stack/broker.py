"""The embedded broker: a unix socket, no network. It only carries pokes; rows are the truth."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from pim.stack import processes, programs
from pim.stack.errors import CannotRun


@dataclass(frozen=True)
class Broker:
    folder: Path
    socket: Path
    throw_away: bool = False

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self, log):
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        process = processes.start(
            self._command(), env={"PATH": os.defpath}, log=log, cwd=self.folder
        )
        self._wait(process)
        return process

    def answers(self) -> bool:
        import redis

        try:
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _command(self) -> list[str | Path]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "save": "",  # a failed dump would make it refuse to stop
            "appendonly": "no" if self.throw_away else "yes",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [
            programs.valkey(),
            *(part for key, value in settings.items() for part in (f"--{key}", value)),
        ]

    def _wait(self, process, within: float = 20) -> None:
        deadline = time.monotonic() + within
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                processes.kill(process)
                raise CannotRun("The broker did not start.")
            time.sleep(0.02)
