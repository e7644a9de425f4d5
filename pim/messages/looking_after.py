"""Messages that need a person: those that may not have arrived, and those nobody could send.

An app says in ``AppConfig.ready()`` when nobody need act any more, and each notice which
reasons for not sending it leave a person to tell it in another way::

    looking_after.settled_when(lambda: Q(object_id__in=Request.objects.answered().values("pk")))
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from pim.access import audit
from pim.access.audit import Actor
from pim.enums import NOT_ARRIVED, MessageState
from pim.errors import DomainError
from pim.messages import notices, settling
from pim.models import Message

_settled: list[Callable[[], Q]] = []


def settled_when(condition: Callable[[], Q]) -> None:
    """Messages for which this is true need nobody any more: answered meanwhile, or closed."""
    _settled.append(condition)


def perhaps_not_arrived(rows: QuerySet[Message]) -> QuerySet[Message]:
    """The line broke, or the mail server refused: a person tells it in another way."""
    not_arrived = _unsettled(rows).filter(state__in=NOT_ARRIVED)
    return not_arrived.exclude(settling.just_cut()).order_by("due_at", "pk")


def not_sent(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Never sent, because there was no safe way, or she said no: a person tells it herself."""
    cancelled = _unsettled(rows).filter(state=MessageState.CANCELLED)
    return cancelled.filter(_told_by_hand()).order_by("due_at", "pk")


def needs_somebody(message: Message) -> bool:
    """What the button on its page goes by. Whether it is settled meanwhile is not asked here."""
    if message.looked_after_at is not None:
        return False
    if message.state in NOT_ARRIVED:
        return True
    by_hand = notices.told_by_hand().get(message.notice, ())
    return message.state == MessageState.CANCELLED and message.reason in by_hand


@transaction.atomic
def looked_after(*, message: Message, by: Actor, now: datetime) -> Message:
    """A person has seen to it: told it in another way, or found that nobody need be told."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if not needs_somebody(locked):
        raise DomainError("Nobody need see to this message any more.")
    locked.looked_after_at, locked.looked_after_by = now, by.user
    locked.save(update_fields=["looked_after_at", "looked_after_by"])
    audit.record(by=by, action="message.looked_after", target=locked, now=now)
    return locked


def _unsettled(rows: QuerySet[Message]) -> QuerySet[Message]:
    rows = rows.filter(looked_after_at__isnull=True)
    for condition in _settled:
        rows = rows.exclude(condition())
    return rows


def _told_by_hand() -> Q:
    found = Q(pk__in=[])
    for key, reasons in notices.told_by_hand().items():
        found |= Q(notice=key, reason__in=reasons)
    return found
