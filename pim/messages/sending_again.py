"""A message that surely did not arrive goes once more, after a person has put the way right."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.enums import MessageClass, MessageState
from pim.errors import DomainError
from pim.messages import looking_after, outbox
from pim.models import Message


def may_be_sent_again(message: Message) -> bool:
    """It surely did not arrive. Of one that may have, a second would be one too many."""
    unseen = message.looked_after_at is None
    return unseen and message.state == MessageState.DEAD and message.klass != MessageClass.RISK


@transaction.atomic
def send_again(*, message: Message, by: Actor, now: datetime) -> None:
    """Once her way is put right: a new line in the ledger. Everything is asked again, as ever."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if not may_be_sent_again(locked):
        raise DomainError("This message is not sent again. Tell it in another way.")
    if locked.expires_at and locked.expires_at <= now:
        raise DomainError("It is too late to send this. Tell it in another way.")
    looking_after.looked_after(message=locked, by=by, now=now)
    outbox.queue(
        notice=locked.notice,
        object_id=locked.object_id,
        about_id=locked.about_id,
        dedupe_key=f"again:{locked.pk}",
        due_at=now,
        expires_at=locked.expires_at,
    )
    audit.record(by=by, action="message.sent_again", target=locked, now=now)
