"""A web process that nobody can keep waiting: it takes requests that are whole, one at a time.

gunicorn's own sync worker reads a request as slowly as it is sent, and two slow senders would be
two processes. See docs/adr/0024.
"""

import os
import selectors
import socket
import time
from functools import cache, partial
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.sync import SyncWorker

from pim.stack.waiting_room import MOST_HELD, MOST_WAITING, Arriving, Refused, Whole

SENDING_TAKES = 10  # seconds; what fits into the buffer takes none
SENDING_BUFFER = 1024 * 1024
HEADERS = {
    "Connection": "close",
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; "
    "img-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LEAVE_TAKES = 3  # seconds for those who had come in when it was told to end


class PatientWorker(SyncWorker):
    def run(self) -> None:
        self.waiting: dict[socket.socket, Arriving] = {}
        with selectors.DefaultSelector() as self.doors:
            self.doors.register(self.PIPE[0], selectors.EVENT_READ, _emptied)
            for listener in self.sockets:
                listener.setblocking(False)
                self.doors.register(listener, selectors.EVENT_READ, self._let_in)
            while self.alive and self.is_parent_alive():
                self._look(1)
            for listener in self.sockets:
                self.doors.unregister(listener)
            ends = time.monotonic() + LEAVE_TAKES
            while any(not one.leaves for one in self.waiting.values()) and time.monotonic() < ends:
                self._look(0.1)

    def _look(self, seconds: float) -> None:
        self.notify()
        for key, _ in self.doors.select(seconds):
            key.data(key.fileobj)
        now = time.monotonic()
        for one in [one for one in self.waiting.values() if one.goes_at < now]:
            self._refuse(one, HTTPStatus.REQUEST_TIMEOUT)

    # --- In -----------------------------------------------------------------------------------
    def _let_in(self, listener: Any) -> None:
        """One at a time: while this process is busy, another takes the next."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENDING_BUFFER)
        self.waiting[client] = Arriving(client, address)
        self.doors.register(client, selectors.EVENT_READ, partial(self._hear, listener))
        self._hear(listener, client)

    def _make_room(self) -> None:
        """Where there are too many, or too much, the one who waits longest has to go."""
        while len(self.waiting) > MOST_WAITING or self._held() > MOST_HELD:
            self._show_out(next(iter(self.waiting.values())))

    def _held(self) -> int:
        return sum(len(one.here) for one in self.waiting.values())

    def _hear(self, listener: Any, client: socket.socket) -> None:
        one = self.waiting.get(client)
        if one is None:  # it was shown out in this same round
            return
        try:
            is_there = one.hear()
        except Refused as refused:
            self._refuse(one, HTTPStatus(refused.status))
        except OSError:
            self._show_out(one)
        else:
            if one.is_whole:
                self._answer(listener, one)
            elif is_there:
                self._make_room()
            else:
                self._show_out(one)

    # --- Out ----------------------------------------------------------------------------------
    def _answer(self, listener: Any, one: Arriving) -> None:
        self._forget(one)
        one.client.settimeout(SENDING_TAKES)
        self.handle(listener, Whole(one), one.address)

    def _refuse(self, one: Arriving, status: HTTPStatus) -> None:
        if one.leaves:
            self._show_out(one)
            return
        try:
            one.leave(refusal(status))
        except OSError:
            self._show_out(one)

    def _show_out(self, one: Arriving) -> None:
        self._forget(one)
        one.client.close()

    def _forget(self, one: Arriving) -> None:
        del self.waiting[one.client]
        self.doors.unregister(one.client)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """gunicorn's own page is not for people, and its own log line tells their address."""
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        status = {
            LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
            LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        }.get(type(exc), HTTPStatus.BAD_REQUEST)
        client.sendall(refusal(status))


def _emptied(pipe: Any) -> None:
    os.read(pipe, 4096)


@cache
def refusal(status: HTTPStatus) -> bytes:
    """The whole answer: no request, no view and no database stand behind it."""
    from django.conf import settings

    from pim.help_page import not_taken

    body = not_taken().encode()
    said = HEADERS | {"Content-Length": str(len(body))}
    if settings.HTTPS:
        said["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains; preload"
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(": ".join(one) for one in said.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
