"""A provider of text messages, as ``PIM_SMS_URL`` names it, and how we speak with it.

The address is that of Twilio's REST interface or of one like it:
``https://account:secret@api.example/2010-04-01?from=+447700900000``. What it calls us with is
signed with the same secret, over our address and the sorted fields.
"""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlencode, urlsplit

from pim.errors import DomainError

LONGEST = 12  # seconds for one question and its answer, far below the limit of a task
LARGEST_ANSWER = 2_000_000


class BadProvider(DomainError):
    """PIM_SMS_URL cannot be used."""


class NotReached(Exception):
    """No line: nothing was sent."""


class CutOff(Exception):
    """The line stood, and what came of it is not known."""


@dataclass(frozen=True)
class Provider:
    scheme: str
    host: str
    port: int | None
    path: str
    account: str
    secret: str
    sender: str

    def signature(self, address: str, fields: Mapping[str, str]) -> str:
        """What it puts under a call to ``address`` (Twilio's scheme: HMAC-SHA1, base64)."""
        signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        mac = hmac.new(self.secret.encode(), signed.encode(), hashlib.sha1)
        return base64.b64encode(mac.digest()).decode()

    def has_signed(self, signature: str, address: str, fields: Mapping[str, str]) -> bool:
        expected = self.signature(address, fields).encode()
        return hmac.compare_digest(signature.encode(), expected)

    def hand_over(self, **fields: str) -> tuple[int, dict[str, Any]]:
        """Send one text: the status it answers with, and its words."""
        return self.ask("POST", self._messages, urlencode(fields))

    def list_of(self, **asked: str) -> tuple[int, dict[str, Any]]:
        """Texts it has taken from us."""
        return self.ask("GET", f"{self._messages}?{urlencode(asked)}")

    @property
    def _messages(self) -> str:
        return f"{self.path}/Accounts/{self.account}/Messages.json"

    def ask(self, verb: str, address: str, body: str = "") -> tuple[int, dict[str, Any]]:
        """``NotReached`` where nothing was sent, ``CutOff`` where nobody knows."""
        with self._line() as line:
            try:
                line.request(verb, address, body or None, self._headers())
                answer = line.getresponse()
                return answer.status, _words(answer.read(LARGEST_ANSWER))
            except (OSError, ValueError, http.client.HTTPException) as error:
                raise CutOff from error

    @contextmanager
    def _line(self) -> Iterator[http.client.HTTPConnection]:
        line = self._new_line()
        try:
            line.connect()
        except (OSError, http.client.HTTPException) as error:
            raise NotReached from error
        patience = Timer(LONGEST, line.sock.shutdown, [socket.SHUT_RDWR])
        patience.daemon = True
        patience.start()
        try:
            yield line
        finally:
            patience.cancel()
            line.close()

    def _new_line(self) -> http.client.HTTPConnection:
        if self.scheme == "https":
            trusted = ssl.create_default_context()
            return http.client.HTTPSConnection(
                self.host, self.port, timeout=LONGEST / 2, context=trusted
            )
        return http.client.HTTPConnection(self.host, self.port, timeout=LONGEST / 2)

    def _headers(self) -> dict[str, str]:
        basic = base64.b64encode(f"{self.account}:{self.secret}".encode()).decode()
        return {
            "Authorization": f"Basic {basic}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }


def at(url: str) -> Provider:
    """The provider at this address. BadProvider with a line that does not quote it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadProvider("PIM_SMS_URL is not an address.") from None
    sender = parse_qs(parts.query.replace("+", "%2B")).get("from", [""])[0]
    if not (parts.hostname and parts.username and parts.password and sender):
        raise BadProvider("PIM_SMS_URL must look like https://account:secret@host/path?from=+44...")
    if not _is_private(parts):
        raise BadProvider("PIM_SMS_URL must begin with https://")
    return Provider(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        path=parts.path.rstrip("/"),
        account=unquote(parts.username),
        secret=unquote(parts.password),
        sender=sender,
    )


def _is_private(parts: SplitResult) -> bool:
    """Nobody listens in: encrypted, or on this machine."""
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _words(content: bytes) -> dict[str, Any]:
    """JSON, or nothing that we understand."""
    try:
        words = json.loads(content)
    except ValueError:
        return {}
    return words if isinstance(words, dict) else {}
