"""A mail server that answers as it is told: 250, 451, 550, or not at all."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: list[str]
    message: EmailMessage


class MailServer:
    """``with MailServer() as server``: what it took is in ``server.received``, in order."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.said: list[int | None] = []  # its answer to each message offered; None: line cut
        self.when_taken: Callable[[Received], None] | None = None  # before it says so
        self.pause: float = 0  # seconds between taking a message and saying so
        self._answers: list[int | None] = []
        self._always: int | None = 250
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def tries(self) -> int:
        """Messages offered, whatever the answer."""
        return len(self.said)

    def answer(self, code: int, times: int | None = None) -> None:
        """Answer the next messages with a code such as 451; for good unless ``times`` is given."""
        self._plan(code, times)

    def cut(self, times: int | None = None) -> None:
        """Take the message and drop the line without a word."""
        self._plan(None, times)

    def _plan(self, answer: int | None, times: int | None) -> None:
        if times is None:
            self._always = answer
        else:
            self._answers += [answer] * times

    async def handle_DATA(self, server, session, envelope) -> str:
        code = self._answers.pop(0) if self._answers else self._always
        self.said.append(code)
        if code is None or code == 250:
            message = message_from_bytes(envelope.content, policy=policy.default)
            self.received.append(Received(envelope.mail_from, envelope.rcpt_tos, message))
            if self.when_taken:
                self.when_taken(self.received[-1])
            await asyncio.sleep(self.pause)
        if code is None:
            server.transport.abort()
            return "250 unheard"
        return f"{code} as told"

    def __enter__(self) -> "MailServer":
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        from aiosmtpd.smtp import SMTP

        def conversation() -> SMTP:
            return SMTP(self, enable_SMTPUTF8=True, loop=self._loop)

        return await self._loop.create_server(conversation, "127.0.0.1", 0)

    async def _hang_up(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
