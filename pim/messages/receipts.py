"""What is heard later about a message that went out.

Reports come twice, in any order, and before we have noted that it went at all. Delivered is the
last word: whatever the order, the row ends the same.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pim import clock
from pim.enums import AttemptOutcome, Channel, MessageState, ReceiptKind
from pim.models import Message, MessageAttempt, MessageReceipt

NEVER_CAME_BACK = (MessageState.DELIVERED, MessageState.EXPIRED, MessageState.CANCELLED)
NOT_NOTED_YET = (MessageState.UNKNOWN, MessageState.QUEUED, MessageState.CLAIMED)


@transaction.atomic
def take(
    *, message_id: UUID, kind: ReceiptKind, at: datetime, code: str = "", ref: str = ""
) -> Message | None:
    """Keep one report and let the message follow it. The same report twice is harmless."""
    message = _locked(message_id)
    if message is None:
        return None
    receipt = MessageReceipt(message=message, kind=kind, code=code[:40], at=at)
    MessageReceipt.objects.bulk_create([receipt], ignore_conflicts=True)
    if kind == ReceiptKind.DELIVERED and message.state != MessageState.DELIVERED:
        _move(message, MessageState.DELIVERED, at, ref, delivered_at=at)
    elif kind == ReceiptKind.FAILED and message.state not in NEVER_CAME_BACK:
        _move(message, MessageState.DEAD, at, ref, reason=_why(message.channel, code))
    return message


@transaction.atomic
def accepted(*, message_id: UUID, ref: str, at: datetime) -> None:
    """The provider speaks of it, so it took it: nobody need wonder, and it goes out only once."""
    message = _locked(message_id)
    if message and message.attempts and message.state in NOT_NOTED_YET:
        _move(message, MessageState.SENT, at, ref)


def _locked(message_id: UUID) -> Message | None:
    return Message.objects.select_for_update().filter(pk=message_id).first()


def _move(message: Message, state: MessageState, at: datetime, ref: str, **columns) -> None:
    """Whoever holds it in flight has lost it: her try is noted here instead."""
    if message.state == MessageState.SENDING:
        MessageAttempt.objects.create(
            message=message, number=message.attempts, outcome=AttemptOutcome.SENT, at=clock.now()
        )
    changed = {"reason": "", "claim": None, "lease_until": None, "sent_at": message.sent_at or at}
    changed |= {"state": state, "provider_ref": message.provider_ref or ref[:64]} | columns
    for name, value in changed.items():
        setattr(message, name, value)
    message.save(update_fields=list(changed))


def _why(channel: str, code: str) -> str:
    return f"not_delivered_{code}"[:60] if channel == Channel.SMS and code else "bounced"
