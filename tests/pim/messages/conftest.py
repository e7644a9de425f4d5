import uuid
from datetime import timedelta

import pytest

from pim import clock
from pim.enums import Channel, MessageClass
from pim.messages import notices, outbox
from pim.messages.notices import Cancel, Notice, Postpone, Rendered, Send
from pim.models import Message
from pim.stack.testing.text_provider import HER_NUMBER


class Note(Notice):
    """A notice whose verdict a test chooses; it reads nothing but its own id."""

    key = "test.note"
    called = "A note"
    klass = MessageClass.REMINDER
    verdict = "send"
    to, channel = "her@post.example", Channel.EMAIL

    def load(self, object_id):
        return object_id

    def decide(self, subject, now):
        return {
            "send": Send(self.to, self.channel),
            "cancel": Cancel("answered"),
            "crash": Send("her@post.example"),
            "postpone": Postpone(now + timedelta(hours=1), "quiet_hours"),
        }[self.verdict]

    def render(self, subject, message, send):
        if self.verdict == "crash":
            raise RuntimeError
        return Rendered(send.to, send.channel, "Hello", f"About {subject}\n")


class RiskNote(Note):
    key = "test.risk"
    klass = MessageClass.RISK


@pytest.fixture
def note(monkeypatch):
    """The test's notices, registered for the length of the test."""
    plain, risk = Note(), RiskNote()
    monkeypatch.setitem(notices._notices, Note.key, plain)
    monkeypatch.setitem(notices._notices, RiskNote.key, risk)
    return plain


def put(key="", notice=Note.key, **columns) -> Message:
    """Queue one message that is due now."""
    object_id = uuid.uuid4()
    outbox.queue(
        notice=notice,
        object_id=object_id,
        about_id=object_id,
        dedupe_key=key or str(object_id),
        due_at=columns.pop("due_at", clock.now() - timedelta(minutes=1)),
        **columns,
    )
    return Message.objects.get(dedupe_key=key or str(object_id))


@pytest.fixture
def by_text(note, text_provider):
    """The test's notices go out by text, to her."""
    note.to, note.channel = HER_NUMBER, Channel.SMS
    return text_provider
