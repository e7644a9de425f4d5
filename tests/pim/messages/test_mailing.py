"""A conversation with a mail server, and what a line that falls silent means."""

import socket
import threading
import uuid

import pytest

from pim.enums import AttemptOutcome, Channel
from pim.messages import mail_line, mailing
from pim.messages.notices import Rendered

GREETING, YES = b"220 mail.example\r\n", b"250 yes\r\n"
UP_TO_THE_MESSAGE = [GREETING, YES, YES, YES, b"354 go on\r\n"]


@pytest.fixture
def falls_silent(settings, monkeypatch):
    """A server that gives so many answers, and then no more."""
    monkeypatch.setattr(mail_line, "LONGEST", 0.3)
    listener = socket.create_server(("127.0.0.1", 0))

    def listen(answers: list[bytes]) -> None:
        def serve() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rb") as said:
                for answer in answers:
                    line.sendall(answer)
                    said.readline()
                said.read()

        settings.EMAIL_BACKEND = "pim.messages.mail_line.Backend"
        settings.EMAIL_PORT = listener.getsockname()[1]
        settings.EMAIL_HOST = "127.0.0.1"
        threading.Thread(target=serve, daemon=True).start()

    yield listen
    listener.close()


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([], AttemptOutcome.DEFERRED),
        ([b"220 mail"], AttemptOutcome.DEFERRED),
        (UP_TO_THE_MESSAGE[:3], AttemptOutcome.DEFERRED),
        (UP_TO_THE_MESSAGE, AttemptOutcome.UNKNOWN),
    ],
    ids=["no word", "half a greeting", "before the message", "after the message"],
)
def test_only_what_may_have_gone_is_unknown(falls_silent, answers, outcome):
    falls_silent(answers)
    note = Rendered("her@post.example", Channel.EMAIL, "Hello", "Words\n")
    assert mailing.send(note, uuid.uuid4()).outcome == outcome
