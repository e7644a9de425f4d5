"""The provider of text messages, answering as it is told: 201, 429, 500, or not at all."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from pim.messages import provider as providers
from pim.stack.phones import Call, Conversation, Phones, Server
from pim.stack.ports import bound

SENDER, HER_NUMBER = "+447700900900", "+447700900123"


class TextProvider:
    """``with TextProvider(folder, call) as provider``: PIM_SMS_URL is ``provider.url``.

    It calls back only when told to: ``provider.report(text, "delivered")``.
    """

    def __init__(self, folder: Path, call: Call, comes_in: str) -> None:
        listener = bound(0)
        port = listener.getsockname()[1]
        self.url = f"http://account:se%2Fcret@127.0.0.1:{port}/2010-04-01?from={quote(SENDER)}"
        self.phones = Phones(folder, providers.at(self.url), call, comes_in)
        self.tries = 0
        self.callbacks: dict[str, str] = {}
        self.plan: list[int | None] = []
        self.keeps = True  # whether a text is taken before the line is cut
        self.when_asked: Callable[[], None] | None = None  # just before it answers
        self._server = Server(listener, self.phones, _Told)
        self._server.told = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)

    def answer(self, code: int, times: int = 1) -> None:
        """Take nothing, and answer the next texts with this status."""
        self.plan += [code] * times

    def cut(self, times: int = 1, *, keeps: bool) -> None:
        """Drop the line without a word, the text taken or lost."""
        self.plan += [None] * times
        self.keeps = keeps

    def taken(self, to: str) -> list[dict[str, str]]:
        return self.phones.listed(to)

    def report(self, text: Mapping[str, str], status: str, **more: str) -> bool:
        fields = {"MessageSid": text["sid"], "MessageStatus": status, **more}
        return self.phones.tell(self.callbacks[text["sid"]], fields)

    def __enter__(self) -> "TextProvider":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class _Told(Conversation):
    def _take(self, fields: Mapping[str, str]) -> None:
        told: TextProvider = self.server.told
        told.tries += 1
        code = told.plan.pop(0) if told.plan else 201
        if code not in (201, None):
            return self._answer(code, {})
        if code == 201 or told.keeps:
            text = self.server.phones.take(fields)
            told.callbacks[text["sid"]] = fields["StatusCallback"]
        if told.when_asked:
            told.when_asked()
        if code is None:
            self.close_connection = True
            return None
        return self._answer(201, text)
