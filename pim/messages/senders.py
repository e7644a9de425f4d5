"""Whose number or address it is. Each app says in ``AppConfig.ready()`` how it finds its own::

senders.add(lambda channel, address: referrals_of_safe_contact(channel, address))
"""

from collections.abc import Callable, Collection
from uuid import UUID

from pim.enums import GONE_OUT, Channel, MessageClass, MessageState
from pim.models import Message

Finder = Callable[[Channel, str], Collection[UUID]]

_finders: list[Finder] = []


def add(finder: Finder) -> None:
    _finders.append(finder)


def behind(channel: Channel, address: str) -> list[UUID]:
    """What messages to this number or address were about, the newest first within an app."""
    return [about_id for finder in _finders for about_id in finder(channel, address)]


def last_message_to(channel: Channel, about_ids: Collection[UUID]) -> Message | None:
    """The one that is probably answered: what went out to her last. An alert is about her only."""
    went_out = Message.objects.filter(
        channel=channel, about_id__in=about_ids, state__in=[*GONE_OUT, MessageState.UNKNOWN]
    )
    went_out = went_out.exclude(klass=MessageClass.RISK)
    return went_out.order_by("-due_at", "-pk").first()
