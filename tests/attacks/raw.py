"""Requests as an attacker writes them by hand, with whatever headers she likes."""

from http.client import HTTPConnection, HTTPMessage
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit


class Raw(NamedTuple):
    status: int
    headers: HTTPMessage
    body: str

    @property
    def goes_to(self) -> str:
        return self.headers.get("Location", "")


def ask(
    base_url: str, method: str, path: str, typed: dict | bytes | None = None, **headers: str
) -> Raw:
    """``X_Forwarded_Host="elsewhere"`` is the header X-Forwarded-Host."""
    line = HTTPConnection(urlsplit(base_url).netloc, timeout=60)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(typed, dict):
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    body = urlencode(typed, doseq=True) if isinstance(typed, dict) else typed
    line.request(method, path, body, sent)
    came = line.getresponse()
    answer = Raw(came.status, came.headers, came.read().decode("utf-8", "replace"))
    line.close()
    return answer
