"""Ports on the loopback, and whether the service behind one is ready."""

import json
import socket
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from pim.stack.errors import CannotRun

PARTS = ("database", "broker", "worker", "beat")


def bound(port: int, *, waits: bool = False) -> socket.socket:
    """A port on the loopback that is ours from now on; whoever serves it starts listening.

    ``waits``: hand a connection over with its first byte. Right for the web, where the browser
    speaks first; a mail server speaks first itself, and no mail would ever arrive.
    """
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if waits and hasattr(socket, "TCP_DEFER_ACCEPT"):
        # Browsers open spare connections; a sync worker must not wait on a silent one.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 60)
    try:
        bound.bind(("127.0.0.1", port))
    except OSError as error:
        bound.close()
        raise CannotRun(
            f"Port {port} cannot be used: {error.strerror}. Choose another, "
            f"for example: PORT={port + 1 if port < 65535 else 8000} make run"
        ) from None
    return bound


def not_answering(port: int, base_url: str | None) -> list[str]:
    """The parts that do not answer yet. Late messages are no reason to keep people waiting."""
    host = urlsplit(base_url).netloc if base_url else f"localhost:{port}"
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health/ready", headers={"Host": host})
        answer = json.loads(connection.getresponse().read())
        return [part for part in PARTS if answer.get(part) != "ok"]
    except (OSError, HTTPException, ValueError):
        return ["web"]
    finally:
        connection.close()
