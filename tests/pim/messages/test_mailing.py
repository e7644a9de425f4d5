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
NOTE = Rendered("her@post.example", Channel.EMAIL, "Hello", "Words\n")


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
        ([], AttemptOutcome.NOT_NOW),
        ([b"220 mail"], AttemptOutcome.NOT_NOW),
        ([b"nonsense\r\n"], AttemptOutcome.NOT_NOW),
        (UP_TO_THE_MESSAGE[:3], AttemptOutcome.NOT_NOW),
        (UP_TO_THE_MESSAGE, AttemptOutcome.UNKNOWN),
    ],
    ids=["no word", "half a greeting", "no greeting", "before the message", "after the message"],
)
def test_only_what_may_have_gone_is_unknown(falls_silent, answers, outcome):
    falls_silent(answers)
    answer = mailing.send(NOTE, uuid.uuid4())
    assert (answer.outcome, answer.code) == (outcome, None)


@pytest.mark.parametrize(
    ("answers", "outcome", "code"),
    [
        ([b"421 too busy\r\n"], AttemptOutcome.NOT_NOW, 421),
        ([GREETING, YES, b"421 going down\r\n"], AttemptOutcome.NOT_NOW, 421),
        ([GREETING, YES, b"451 not this one\r\n", YES], AttemptOutcome.DEFERRED, 451),
    ],
    ids=["at the greeting", "on the way", "of this message"],
)
def test_what_is_said_of_the_server_is_not_said_of_it(falls_silent, answers, outcome, code):
    falls_silent(answers)
    answer = mailing.send(NOTE, uuid.uuid4())
    assert (answer.outcome, answer.code) == (outcome, code)


def test_a_password_that_is_not_taken_is_not_the_messages_fault(falls_silent, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
    offers = b"250-mail.example\r\n250 AUTH PLAIN\r\n"
    falls_silent([GREETING, offers, b"535 no\r\n", b"535 no\r\n"])
    answer = mailing.send(NOTE, uuid.uuid4())
    assert (answer.outcome, answer.code) == (AttemptOutcome.NOT_NOW, 535)
