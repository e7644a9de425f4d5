"""Those who send slowly, hugely, or without end, and somebody who only wants to read a page."""

import random
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from statistics import median, quantiles
from typing import NamedTuple

PAGE, FORM = "/refer/", "/refer/ring-me/call/"
ELSEWHERE = "127.0.0.2"  # they come from another address than she
SLOW, HUGE = 1000, 100_000_000
COMES_BACK = 0.1  # of those who were shown out, each second
A_MB = b"x" * 1_000_000
TYPE = "application/x-www-form-urlencoded"


class Door(NamedTuple):
    """Where the service is to be reached."""

    port: int
    host: str
    secure: bool = False

    def opened(self, source: str = ELSEWHERE, timeout: float = 10) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout, (source, 0))
        try:
            return ssl._create_unverified_context().wrap_socket(line) if self.secure else line
        except OSError:
            line.close()
            raise

    def asked(self, method: str, path: str, body=None, **headers: str) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self.port)
        line.sock = self.opened(timeout=30)
        with closing(line):
            line.request(method, path, body, {"Host": self.host, "Content-Type": TYPE} | headers)
            with line.getresponse() as answer:
                return answer.status, answer.read().decode()


class Her:
    """``with Her(door) as her``: she opens one page after another; ``her.took`` in seconds."""

    def __init__(self, door: Door) -> None:
        self.door, self.took, self.failed = door, [], 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._reads)

    def _reads(self) -> None:
        while not self._over.wait(0.05):
            begun = time.monotonic()
            try:
                self.failed += self._status() != 200
            except (OSError, HTTPException):
                self.failed += 1
            self.took.append(time.monotonic() - begun)

    def _status(self) -> int:
        with self.door.opened(source="127.0.0.1") as line:
            head = f"GET {PAGE} HTTP/1.1\r\nHost: {self.door.host}\r\nConnection: close\r\n\r\n"
            line.sendall(head.encode())
            came = b""
            while some := line.recv(65536):
                came += some
        return int(came.split(b" ", 2)[1])

    def __enter__(self) -> "Her":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def p95(self) -> float:
        return quantiles(self.took * 2, n=20)[-1]  # twice: of one, too

    def says(self) -> dict[str, str]:
        return {
            "pages": str(len(self.took)),
            "p50": f"{median(self.took):.3f} s",
            "p95": f"{self.p95:.3f} s",
            "not_answered": str(self.failed),
        }


def half_a_head(door: Door) -> bytes:
    return f"GET {PAGE} HTTP/1.1\r\nHost: {door.host}\r\nX-Slow: ".encode()


def half_a_form(door: Door) -> bytes:
    return (
        f"POST {FORM} HTTP/1.1\r\nHost: {door.host}\r\n"
        f"Content-Type: {TYPE}\r\nContent-Length: 5000\r\n\r\ncalled="
    ).encode()


@contextmanager
def dripping(door: Door, begins, count: int = SLOW) -> Iterator[None]:
    """So many connections, each of which sends one more byte a second."""
    lines: list[socket.socket] = []
    over = threading.Event()

    def drip() -> None:
        while not over.is_set():
            for place, line in enumerate(lines):
                try:
                    line.send(b"x")
                except OSError:
                    line.close()
                    if random.random() < COMES_BACK:
                        with suppress(OSError):
                            lines[place] = _begun(door, begins)
            over.wait(1)

    for _ in range(count):
        with suppress(OSError):
            lines.append(_begun(door, begins))
    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for line in lines:
            line.close()


def _begun(door: Door, begins) -> socket.socket:
    line = door.opened(timeout=2)
    try:
        line.sendall(begins(door))
    except OSError:
        line.close()
        raise
    return line


class Answers:
    """What they who send too much are told."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.unkind: list[tuple[int, str]] = []
        self.cut = 0

    def note(self, status: int, page: str) -> None:
        self.statuses[status] += 1
        if status >= 400 and "116 123" not in page:
            self.unkind.append((status, page[:200]))


@contextmanager
def again_and_again(sends: Iterable, answers: Answers) -> Iterator[None]:
    """Each of ``sends`` is done over and over, by a hand of its own, until the block ends."""
    over = threading.Event()

    def hand(send) -> None:
        while not over.is_set():
            try:
                answers.note(*send())
            except (OSError, HTTPException):
                answers.cut += 1
            over.wait(0.05)

    hands = [threading.Thread(target=hand, args=[send]) for send in sends]
    for one in hands:
        one.start()
    try:
        yield
    finally:
        over.set()
        for one in hands:
            one.join()


def huge(door: Door, path: str = FORM) -> tuple[int, str]:
    """A hundred megabytes, without waiting to be told no."""
    return door.asked("POST", path, (A_MB for _ in range(100)), **{"Content-Length": str(HUGE)})


def many_fields(door: Door) -> tuple[int, str]:
    """Twenty thousand of them, with the token that makes the service read them."""
    return _posted(door, "&".join(f"f{n}=1" for n in range(20_000)).encode(), TYPE)


def deep(door: Door) -> tuple[int, str]:
    """Parts in parts in parts, two thousand of them."""
    inside = b"".join(
        b'--b%d\r\nContent-Disposition: form-data; name="f%d"\r\n'
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n, n + 1)
        for n in range(2000)
    )
    flat = b'--b0\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n' * 2000
    return _posted(door, inside + flat + b"--b0--\r\n", "multipart/form-data; boundary=b0")


def _posted(door: Door, body: bytes, kind: str) -> tuple[int, str]:
    secret = "a" * 32
    headers = {"Cookie": f"csrf={secret}", "Content-Type": kind, "Origin": _origin(door)}
    return door.asked("POST", FORM, body, **headers)


def _origin(door: Door) -> str:
    return f"{'https' if door.secure else 'http'}://{door.host}"
