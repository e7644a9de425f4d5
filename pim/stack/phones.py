"""A small provider of text messages on the loopback, with the phones it sends to.

It speaks as the real one does: takes texts at ``/Accounts/<account>/Messages.json``, lists them
there, and calls us back with what became of each, signed. A reply typed on one of its phones
(POST to ``/phones``) comes to us as any text of hers would. Texts to a number that ends in 404
do not arrive.

Started with the number of a socket that the supervisor has bound:
``python -m pim.stack.phones 7 var/texts``, with PIM_SMS_URL, PIM_BASE_URL and PORT around it.
"""

import base64
import hmac
import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from pim.messages import provider as providers
from pim.messages.provider import Provider

LARGEST = 10_000  # bytes of one call
MOST = 2_000  # texts kept; the oldest go
OUT_OF_SERVICE, NO_SUCH_NUMBER = "404", "30005"
INBOUND, OUTBOUND = "inbound", "outbound-api"
PAUSES = (0.2, 2, 10)  # seconds before each try to call back

Call = Callable[[str, Mapping[str, str], str], bool]  # address, fields, signature


class Phones:
    """The texts, each in a file of its own, and what is told about them."""

    def __init__(self, folder: Path, provider: Provider, call: Call, comes_in: str) -> None:
        self.folder, self.provider = folder, provider
        self._call, self._comes_in = call, comes_in

    def take(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Accept one text of ours."""
        now = datetime.now(UTC)
        taken = text(OUTBOUND, fields["From"], fields["To"], fields["Body"], now)
        keep(self.folder, taken, now)
        return taken

    def listed(self, to: str) -> list[dict[str, str]]:
        """Newest first, as the real one lists them."""
        files = sorted(self.folder.glob("*.json"), reverse=True)
        texts = (json.loads(file.read_text()) for file in files)
        return [text for text in texts if text["to"] == to]

    def reply(self, sender: str, body: str) -> bool:
        """She answers. Said after the caller is answered, who may be whom we call."""
        now = datetime.now(UTC)
        typed = text(INBOUND, sender, self.provider.sender, body, now)
        keep(self.folder, typed, now)
        fields = {"MessageSid": typed["sid"], "From": sender, "To": typed["to"], "Body": body}
        return self.tell(self._comes_in, fields)

    def follow(self, text: Mapping[str, str], callback: str) -> None:
        """First that it went, then what became of it."""
        arrives = not text["to"].endswith(OUT_OF_SERVICE)
        last = {"MessageStatus": "delivered" if arrives else "undelivered"}
        last |= {} if arrives else {"ErrorCode": NO_SUCH_NUMBER}
        for news in ({"MessageStatus": "sent"}, last):
            self._insist(callback, {"MessageSid": text["sid"], "To": text["to"], **news})

    def tell(self, address: str, fields: Mapping[str, str]) -> bool:
        return self._call(address, fields, self.provider.signature(address, fields))

    def _insist(self, address: str, fields: Mapping[str, str]) -> None:
        for pause in PAUSES:
            time.sleep(pause)
            if self.tell(address, fields):
                return


def text(direction: str, sender: str, to: str, body: str, at: datetime) -> dict[str, str]:
    """As the real one would list it."""
    return {
        "sid": f"SM{secrets.token_hex(16)}",
        "direction": direction,
        "from": sender,
        "to": to,
        "body": body,
        "status": "queued" if direction == OUTBOUND else "received",
        "date_created": format_datetime(at),
    }


def keep(folder: Path, text: Mapping[str, str], at: datetime) -> None:
    """In the order in which they came. A file appears whole or not at all."""
    name = f"{int(at.timestamp() * 1e6) * 1000:020d}-{text['sid']}.json"
    unfinished = folder / f".{name}"
    unfinished.write_text(json.dumps(text))
    unfinished.rename(folder / name)


class Conversation(BaseHTTPRequestHandler):
    """One call. Nothing of it is logged: it holds numbers and words."""

    server: "Server"
    timeout = 10

    def do_POST(self) -> None:
        fields = self._fields()
        path = urlsplit(self.path).path
        if not self._is_known():
            return self._answer(401)
        if path == self._messages():
            return self._take(fields)
        if path == "/phones":
            self.server.later(self.server.phones.reply, fields["From"], fields["Body"])
            return self._answer(202)
        return self._answer(404)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if not self._is_known():
            return self._answer(401)
        if address.path != self._messages():
            return self._answer(404)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        texts = self.server.phones.listed(asked.get("To", ""))
        return self._answer(200, {"messages": texts, "next_page_uri": None})

    def _take(self, fields: Mapping[str, str]) -> None:
        if not fields.get("To", "").startswith("+") or not fields.get("Body"):
            return self._answer(400, {"code": 21211})
        text = self.server.phones.take(fields)
        self._answer(201, text)
        if callback := fields.get("StatusCallback"):
            self.server.later(self.server.phones.follow, text, callback)

    def _messages(self) -> str:
        ours = self.server.phones.provider
        return f"{ours.path}/Accounts/{ours.account}/Messages.json"

    def _is_known(self) -> bool:
        ours = self.server.phones.provider
        basic = base64.b64encode(f"{ours.account}:{ours.secret}".encode()).decode()
        return hmac.compare_digest(self.headers.get("Authorization", ""), f"Basic {basic}")

    def _fields(self) -> dict[str, str]:
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST)
        found = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        return {name: values[0] for name, values in found.items()}

    def _answer(self, status: int, words: Any = None) -> None:
        content = json.dumps(words).encode() if words is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *ignored: object) -> None:
        return


class Server(ThreadingHTTPServer):
    """``phones`` on a socket that is bound already."""

    daemon_threads = True

    def __init__(
        self,
        listener: socket.socket,
        phones: Phones,
        conversation: type[Conversation] = Conversation,
    ) -> None:
        super().__init__(("127.0.0.1", 0), conversation, bind_and_activate=False)
        self.socket.close()
        self.socket, self.phones = listener, phones
        self.server_address = listener.getsockname()
        self.server_activate()

    def later(self, do: Callable[..., object], *given: object) -> None:
        threading.Thread(target=do, args=given, daemon=True).start()


def caller(port: int) -> Call:
    """Calls the service on this machine, whatever name and scheme the world knows it by."""

    def call(address: str, fields: Mapping[str, str], signature: str) -> bool:
        known_as = urlsplit(address)
        line = HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {
            "Host": known_as.netloc,
            "X-Forwarded-Proto": known_as.scheme,
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            line.request("POST", known_as.path, urlencode(fields), headers)
            return line.getresponse().status < 300
        except OSError:
            return False
        finally:
            line.close()

    return call


def thin_out(folder: Path) -> None:
    for old in sorted(folder.glob("*.json"))[:-MOST]:
        old.unlink(missing_ok=True)


def main(descriptor: str, folder: str) -> None:
    os.umask(0o077)
    place, port = Path(folder), int(os.environ["PORT"])
    thin_out(place)
    base_url = os.environ.get("PIM_BASE_URL") or f"http://localhost:{port}"
    provider = providers.at(os.environ["PIM_SMS_URL"])
    phones = Phones(place, provider, caller(port), f"{base_url}/messages/text/")
    Server(socket.socket(fileno=int(descriptor)), phones).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
