"""One process of the service as its supervisor sees it."""

import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pim.stack import processes

SETTLED = 10  # seconds; a part that lived this long is started again at once


@dataclass
class Part:
    """One process of the service, and how to start it."""

    name: str
    launch: Callable[[], "subprocess.Popen[bytes]"]
    vital: bool = False  # without it nothing else can go on
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0
    delay: float = 1
    starts_again_at: float | None = None

    def start(self) -> None:
        self.process = self.launch()
        self.started = time.monotonic()
        self.starts_again_at = None

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def mourn(self) -> None:
        """Plan the next start: at once after a long life, later and later after short ones."""
        lived = time.monotonic() - self.started
        self.delay = 1 if lived > SETTLED else min(self.delay * 2, 30)
        self.process = None
        self.starts_again_at = time.monotonic() + self.delay


def end_together(parts: Sequence[Part], seconds: float) -> None:
    """Ask all of them to end, wait for them in common, then kill what is left."""
    alive = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + seconds
    for process in alive:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        if process.poll() is None:
            processes.kill(process)
