"""Requests wait here until they are whole; only then do they take a web process.

Whoever sends one byte a second holds a socket and nothing else. Too large, too slow or too many:
they are told so on a page that also says where help is.
"""

import socket
import time
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

MOST_HEAD = 32_000  # bytes; gunicorn asks less of each line
MOST_BODY = 12 * 1024 * 1024  # the proxy's client_max_body_size
MOST_HELD = 100_000_000  # of all who wait
MOST_WAITING = 400  # who waited longest goes first: a browser's request is here at once
HEAD_TAKES, ALL_TAKES, LEAVING_TAKES = 20.0, 120.0, 5.0  # seconds
AT_ONCE = 256 * 1024
END_OF_HEAD = b"\r\n\r\n"


class Refused(Exception):
    """It will not be taken; ``status`` says why."""

    def __init__(self, status: int) -> None:
        self.status = status


@dataclass(eq=False)
class Arriving:
    """One connection, and what of its request is here."""

    client: socket.socket
    address: Any
    came: float = field(default_factory=time.monotonic)
    here: bytearray = field(default_factory=bytearray)
    length: int | None = None  # of the whole, once the head is here
    leaves: bool = False  # was refused, and what it goes on sending is thrown away

    @property
    def is_whole(self) -> bool:
        return self.length is not None and len(self.here) >= self.length

    @property
    def goes_at(self) -> float:
        if self.leaves:
            return self.came + LEAVING_TAKES
        return self.came + (HEAD_TAKES if self.length is None else ALL_TAKES)

    def hear(self) -> bool:
        """Take what has come. False when the line is closed."""
        try:
            some = self.client.recv(AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        if some and not self.leaves:
            self._keep(some)
        return bool(some)

    def _keep(self, some: bytes) -> None:
        begin = max(len(self.here) - len(END_OF_HEAD), 0)
        self.here += some
        if self.length is not None:
            return
        end = self.here.find(END_OF_HEAD, begin)
        if (end if end >= 0 else len(self.here)) > MOST_HEAD:
            raise Refused(431)
        if end >= 0:
            self._plan(bytes(self.here[:end]).lower(), end + len(END_OF_HEAD))

    def _plan(self, head: bytes, begins: int) -> None:
        """How long it will be. What is wrong with the head otherwise, gunicorn says."""
        said = dict(_split(line) for line in head.split(b"\r\n")[1:])
        if b"transfer-encoding" in said:
            raise Refused(411)
        length = said.get(b"content-length", b"0")
        body = int(length) if length.isdigit() and len(length) < 20 else 0
        if body > MOST_BODY:
            raise Refused(413)
        self.length = begins + body
        if said.get(b"expect") == b"100-continue" and not self.is_whole:
            self.client.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def leave(self, page: bytes) -> None:
        """Say so, and listen on for a while: who is cut off in mid-sentence hears nothing."""
        self.leaves, self.came, self.here = True, time.monotonic(), bytearray()
        self.client.send(page)
        self.client.shutdown(socket.SHUT_WR)


def _split(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.strip(), value.strip()


class Whole:
    """The socket of a request that is here already: to read from it takes no time."""

    def __init__(self, arrived: Arriving) -> None:
        self._client, self._here = arrived.client, BytesIO(arrived.here)

    def recv(self, size: int) -> bytes:
        return self._here.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)
