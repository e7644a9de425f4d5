"""Dumb adapters behind one port: hand over a rendered message and classify the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from pim.enums import Channel, MessageClass
from pim.messages import mailing, texting
from pim.messages.answers import Answer
from pim.messages.notices import Rendered

Adapter = Callable[[Rendered, UUID], Answer]
_kept_here: ContextVar[Adapter | None] = ContextVar("kept_here", default=None)


def send(rendered: Rendered, message_id: UUID) -> Answer:
    adapter = _kept_here.get() or _adapters[rendered.channel]
    return adapter(rendered, message_id)


def can_text() -> bool:
    """Whether there is a provider for text messages, or what is kept here goes nowhere anyway."""
    return bool(settings.SMS_URL) or _kept_here.get() is not None


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

    Once in a transaction is enough. If the broker is down, the next drain finds it.
    """
    poke_it = _poke_risk if klass == MessageClass.RISK else _poke_ordinary
    is_noted = any(poke_it in noted for noted in connection.run_on_commit)
    if _kept_here.get() is None and not is_noted:
        transaction.on_commit(poke_it, robust=True)


def _poke_risk() -> None:
    _poke(risk=True)


def _poke_ordinary() -> None:
    _poke(risk=False)


def _poke(*, risk: bool) -> None:
    current_app.send_task(
        "pim.tasks.drain_risk" if risk else "pim.tasks.drain",
        queue="risk" if risk else "default",
        retry=False,
        ignore_result=True,
    )


_adapters: dict[Channel, Adapter] = {Channel.EMAIL: mailing.send, Channel.SMS: texting.send}
