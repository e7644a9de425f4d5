"""The local mailbox: a real mail server on the loopback that keeps each message as a file.

Started with the number of a socket that the supervisor has bound, so that its port stays ours
when it has to be started again: ``python -m pim.stack.mailbox 7 var/mail``.
"""

import asyncio
import os
import secrets
import socket
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 5_000_000  # bytes
MOST = 5_000  # files; the oldest go


class Mailbox:
    """Keeps what arrives; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        keep(self._folder, envelope.original_content or b"")
        return "250 OK"


def keep(folder: Path, content: bytes) -> Path:
    """Store one message under its time of arrival, in real nanoseconds since 1970."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
    unfinished = folder / f".{name}"
    unfinished.write_bytes(content)
    return unfinished.rename(folder / name)


def thin_out(folder: Path) -> None:
    for old in sorted(folder.glob("*.eml"))[:-MOST]:
        old.unlink(missing_ok=True)


async def serve(listener: socket.socket, folder: Path) -> None:
    thin_out(folder)
    loop = asyncio.get_running_loop()

    def conversation() -> SMTP:
        return SMTP(Mailbox(folder), data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(conversation, sock=listener)
    await server.serve_forever()


def main(descriptor: str, folder: str) -> None:
    os.umask(0o077)
    asyncio.run(serve(socket.socket(fileno=int(descriptor)), Path(folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
