"""The local mailbox: a real mail server on the loopback that keeps each message as a file.

What comes back to an address of ours it hands in to the service, as a mail server's pipe does;
and a letter to anybody called "gone" comes back, as one to an address that is no more.

Started with the number of a socket that the supervisor has bound, so that its port stays ours
when it has to be started again: ``python -m pim.stack.mailbox 7 var/mail``, with PIM_MAIL_KEY,
PIM_BASE_URL and PORT around it.
"""

import asyncio
import os
import re
import secrets
import socket
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage, Message
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session

from pim.messages import mail_signature

LARGEST = 5_000_000  # bytes
MOST = 5_000  # files; the oldest go
TO_US = re.compile(r"(?:replies|bounces)\+", re.IGNORECASE)
PAUSES = (0, 2, 10)  # seconds before each try to hand in
GONE = re.compile(r"gone@", re.IGNORECASE)

HandIn = Callable[[bytes], bool]


class Mailbox:
    """Keeps what arrives; a file appears whole or not at all."""

    def __init__(self, folder: Path, hand_in: HandIn | None = None) -> None:
        self._folder, self._hand_in = folder, hand_in

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Taken first and handed in afterwards: the sender may be who is called then."""
        content, to = envelope.original_content or b"", envelope.rcpt_tos
        is_ours = any(map(TO_US.match, to))
        if not (is_ours and self._hand_in):
            keep(self._folder, content)
        if self._hand_in and is_ours:
            server.loop.run_in_executor(None, insist, self._hand_in, content)
        elif self._hand_in and any(map(GONE.match, to)):
            report = came_back(envelope.mail_from or "", to[0])
            server.loop.run_in_executor(None, insist, self._hand_in, report)
        return "250 OK"


def insist(hand_in: HandIn, letter: bytes) -> None:
    for pause in PAUSES:
        time.sleep(pause)
        if hand_in(letter):
            return


def came_back(sender: str, recipient: str) -> bytes:
    """What a mail server says of a letter nobody takes (RFC 3464)."""
    report = EmailMessage()
    report["From"], report["To"] = "MAILER-DAEMON@localhost", sender
    report["Subject"], report["Auto-Submitted"] = "Undelivered mail", "auto-replied"
    report.set_content("There is nobody of this name here.")
    report.make_mixed()
    report.set_type("multipart/report")
    report.set_param("report-type", "delivery-status")
    status, whole, one = Message(), Message(), Message()
    whole["Reporting-MTA"] = "dns; localhost"
    one["Final-Recipient"] = f"rfc822; {recipient}"
    one["Action"], one["Status"] = "failed", "5.1.1"
    status.set_type("message/delivery-status")
    status.set_payload([whole, one])
    report.attach(status)
    return report.as_bytes()


def hander(key: str, base_url: str, port: int) -> HandIn:
    """Hands letters in at the service on this machine, whatever name the world knows it by."""
    known_as = urlsplit(base_url)

    def hand_in(letter: bytes) -> bool:
        line = HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {
            "Host": known_as.netloc,
            "X-Forwarded-Proto": known_as.scheme,
            "X-Signature": mail_signature.sign(key, letter, int(time.time())),
            "Content-Type": "message/rfc822",
        }
        try:
            line.request("POST", "/messages/mail/", letter, headers)
            return line.getresponse().status < 300
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    return hand_in


def keep(folder: Path, content: bytes) -> Path:
    """Store one message under its time of arrival, in real nanoseconds since 1970."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
    unfinished = folder / f".{name}"
    unfinished.write_bytes(content)
    return unfinished.rename(folder / name)


def thin_out(folder: Path) -> None:
    for old in sorted(folder.glob("[!.]*.eml"))[:-MOST]:
        old.unlink(missing_ok=True)


async def serve(listener: socket.socket, folder: Path, hand_in: HandIn | None = None) -> None:
    thin_out(folder)
    loop = asyncio.get_running_loop()

    def conversation() -> SMTP:
        box = Mailbox(folder, hand_in)
        return SMTP(box, data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(conversation, sock=listener)
    await server.serve_forever()


def main(descriptor: str, folder: str) -> None:
    os.umask(0o077)
    port = os.environ.get("PORT", "8000")
    base_url = os.environ.get("PIM_BASE_URL") or f"http://localhost:{port}"
    key = os.environ.get("PIM_MAIL_KEY", "")
    hand_in = hander(key, base_url, int(port)) if key else None
    asyncio.run(serve(socket.socket(fileno=int(descriptor)), Path(folder), hand_in))


if __name__ == "__main__":
    main(*sys.argv[1:])
