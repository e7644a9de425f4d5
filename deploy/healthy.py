"""``healthy.py web|worker|beat SOCKET...``: exit 0 when that part of the service is well.

Asks a web process over its socket: it knows when each part last gave a sign of life, which is
more than that a process is there.
"""

import json
import socket
import sys
from http.client import HTTPConnection, HTTPException


class OverSocket(HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=8)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def asked(path: str, address: str) -> tuple[int, bytes]:
    line = OverSocket(path)
    line.request("GET", address)
    answer = line.getresponse()
    return answer.status, answer.read()


def is_well(part: str, path: str) -> bool:
    if part == "web":
        return asked(path, "/health/live")[0] == 200
    return json.loads(asked(path, "/health/ready")[1]).get(part) == "ok"


def main(part: str, *paths: str) -> int:
    for path in paths:
        try:
            return 0 if is_well(part, path) else 1
        except (OSError, HTTPException, ValueError):
            continue  # that one is being replaced: ask the next
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
