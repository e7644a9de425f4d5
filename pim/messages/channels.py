"""Dumb adapters behind one port: hand over a rendered message and classify the answer."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from pim.enums import AttemptOutcome, Channel, MessageClass
from pim.messages.notices import Rendered


@dataclass(frozen=True)
class Answer:
    outcome: AttemptOutcome
    code: int | None = None


Adapter = Callable[[Rendered, UUID], Answer]
_kept_here: ContextVar[Adapter | None] = ContextVar("kept_here", default=None)


def send(rendered: Rendered, message_id: UUID) -> Answer:
    adapter = _kept_here.get() or _adapters[rendered.channel]
    return adapter(rendered, message_id)


def can_text() -> bool:
    """Whether there is a provider for text messages."""
    return bool(settings.SMS_URL)


@contextmanager
def kept_here(adapter: Adapter) -> Iterator[None]:
    """Inside this block nothing leaves: messages go to ``adapter``, and no worker is poked."""
    token = _kept_here.set(adapter)
    try:
        yield
    finally:
        _kept_here.reset(token)


def poke(klass: MessageClass) -> None:
    """Once committed, tell the workers that something is due.

    If the broker is down, the next drain finds it.
    """
    if _kept_here.get() is None:
        transaction.on_commit(lambda: _poke(klass), robust=True)


def _poke(klass: MessageClass) -> None:
    risk = klass == MessageClass.RISK
    current_app.send_task(
        "pim.tasks.drain_risk" if risk else "pim.tasks.drain",
        queue="risk" if risk else "default",
        retry=False,
        ignore_result=True,
    )


def _email(rendered: Rendered, message_id: UUID) -> Answer:
    """Before the connection stands nothing was sent; after it a silent line is *unknown*."""
    line = get_connection()
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as error:
        return Answer(AttemptOutcome.DEFERRED, _code(error))
    try:
        line.send_messages([_envelope(rendered, message_id, line)])
        return Answer(AttemptOutcome.SENT, 250)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _refusal(_code(error))
    except (OSError, smtplib.SMTPException):
        return Answer(AttemptOutcome.UNKNOWN)
    finally:
        _hang_up(line)


def _hang_up(line) -> None:
    try:
        line.close()
    except (OSError, smtplib.SMTPException):
        return


def _envelope(rendered: Rendered, message_id: UUID, line) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        subject=rendered.subject,
        body=rendered.body,
        to=[rendered.to],
        headers={"Message-ID": f"<{message_id}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=line,
    )


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return getattr(error, "smtp_code", None)


def _refusal(code: int | None) -> Answer:
    kind = AttemptOutcome.REFUSED if code and code >= 500 else AttemptOutcome.DEFERRED
    return Answer(kind, code)


_adapters: dict[Channel, Adapter] = {Channel.EMAIL: _email}
