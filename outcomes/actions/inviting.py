"""The messages about a request: an invitation, its reminders, and a new link she asks for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from outcomes import queries
from outcomes.actions.ending import LINK
from outcomes.schedule import Window, start_of
from pim.access import audit
from pim.access.audit import HERSELF
from pim.enums import GONE_OUT, MessageState
from pim.messages import links, outbox
from pim.messages.outbox import Queued
from pim.models import Message
from pim.quiet_hours import next_allowed

INVITATION = "questionnaire.invitation"
REMINDER = "questionnaire.reminder"
NEW_LINK = "questionnaire.new_link"
PLANNED, SNOOZED = "remind", "snooze"  # how the keys of reminders begin
REMINDER_IS_STALE_AFTER = timedelta(days=2)
ONE_NEW_LINK_IN = timedelta(minutes=10)
MOST_NEW_LINKS, IN = 3, timedelta(days=1)  # nobody fills her mailbox from here


def messages_of(
    request_id: UUID, about_id: UUID, window: Window, now: datetime
) -> Iterator[Queued]:
    """What is sent about a request that opens now."""
    yield Queued(
        notice=INVITATION,
        object_id=request_id,
        about_id=about_id,
        dedupe_key=f"invite:{request_id}",
        due_at=next_allowed(now),
        expires_at=window.closes_at,
    )
    yield from reminders_of(request_id, about_id, window, key=f"{PLANNED}:{request_id}")


def reminders_of(
    request_id: UUID, about_id: UUID, window: Window, *, key: str, had: int = 0
) -> Iterator[Queued]:
    """Those still to come. ``had``: how many she has had; moved days bring her no more."""
    for number, (due_at, expires_at) in enumerate(reminder_times(window)[had:], start=1):
        yield Queued(
            notice=REMINDER,
            object_id=request_id,
            about_id=about_id,
            dedupe_key=f"{key}:{number}",
            due_at=due_at,
            expires_at=expires_at,
        )


@lru_cache(maxsize=512)
def reminder_times(window: Window) -> tuple[tuple[datetime, datetime], ...]:
    """When each is due and when it is stale: the same for everybody with this window."""
    due = [start_of(day) for day in window.reminders]
    return tuple(
        (next_allowed(at), min(at + REMINDER_IS_STALE_AFTER, window.closes_at)) for at in due
    )


def had_reminders(request_id: UUID) -> int:
    """Sent, or nobody knows: what may have reached her counts."""
    of_it = Message.objects.filter(notice=REMINDER, object_id=request_id)
    return of_it.filter(state__in=(*GONE_OUT, MessageState.SENDING, MessageState.UNKNOWN)).count()


@transaction.atomic
def send_new_link(*, token: str, now: datetime) -> None:
    """Send a fresh link to the safe contact on file, if the old one was hers and is not done.

    Says nothing either way: whoever asks learns nothing.
    """
    link = links.issued(token, LINK)
    request = queries.open_request(link.object_id, now) if link else None
    if request is None or _has_had_enough(request.pk, now):
        return
    slot = int(now.timestamp() // ONE_NEW_LINK_IN.total_seconds())
    outbox.queue(
        notice=NEW_LINK,
        object_id=request.pk,
        about_id=request.referral_id,
        dedupe_key=f"new_link:{request.pk}:{slot}",
        due_at=now,
        expires_at=request.closes_at,
    )
    audit.record(by=HERSELF, action="questionnaire.new_link", target=request, now=now)


def _has_had_enough(request_id: UUID, now: datetime) -> bool:
    """One in ten minutes, whenever they begin; the key above holds two at the same moment apart."""
    lately = Message.objects.filter(notice=NEW_LINK, object_id=request_id, due_at__gt=now - IN)
    moments = list(lately.values_list("due_at", flat=True))
    return len(moments) >= MOST_NEW_LINKS or any(now - at < ONE_NEW_LINK_IN for at in moments)
