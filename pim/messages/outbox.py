"""The outbox: the row, not the broker, is the truth.

queue -> claim -> start -> (ask the notice) -> sending -> finish. Each step is one short
statement, committed at once; no transaction is open while a mail server is being spoken to.
Leases run on the database's clock; due times on the service's own.
"""

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Now

from pim import bulk, clock
from pim.access.encryption import mailbox_index
from pim.enums import AttemptOutcome, Channel, MessageClass, MessageState
from pim.messages import channels, notices
from pim.messages.notices import Cancel, Postpone, Send
from pim.models import Message, MessageAttempt

LEASE = timedelta(seconds=120)
MOST_ATTEMPTS = 8
BATCH = 100
FOR_SECONDS = 15  # with the longest conversation still below the limit of a task
A_DAY = timedelta(days=1)
MOST_UNCONFIRMED = {Channel.EMAIL: 3, Channel.SMS: 1}  # a day, to an address nobody confirmed
ORDINARY, RISK = "klass <> 'risk'", "klass = 'risk'"  # two lanes, an index each

DUE = """
    SELECT id FROM pim_message
     WHERE state = 'queued' AND due_at <= %(now)s AND {of_its_lane}
     ORDER BY due_at, id LIMIT %(limit)s
"""
CLAIM = f"""
    UPDATE pim_message
       SET state = 'claimed', claim = %(claim)s, lease_until = now() + %(lease)s
     WHERE id IN ({DUE} FOR UPDATE SKIP LOCKED)
 RETURNING id
"""
START = """
    UPDATE pim_message
       SET attempts = attempts + 1, lease_until = statement_timestamp() + %(lease)s
     WHERE id = %(id)s AND claim = %(claim)s AND state = 'claimed'
 RETURNING *
"""


@dataclass(frozen=True)
class Claim:
    id: uuid.UUID
    message_ids: list[uuid.UUID]


@dataclass(frozen=True, kw_only=True)
class Queued:
    """A message to put in the outbox. The same ``dedupe_key`` twice is one row."""

    notice: str
    object_id: uuid.UUID
    about_id: uuid.UUID
    dedupe_key: str
    due_at: datetime
    expires_at: datetime | None = None


def queue(**message: Any) -> None:
    """Put one message in the outbox, in the caller's transaction: the fields of ``Queued``."""
    queue_all([Queued(**message)])


def queue_all(messages: Iterable[Queued]) -> None:
    """The same for many, in one statement."""
    now, due = clock.now(), set()
    rows = []
    for message in messages:
        klass = notices.get(message.notice).klass
        rows.append({"id": uuid.uuid4(), "klass": klass, **vars(message)})
        if message.due_at <= now:
            due.add(klass)
    bulk.insert(Message, rows)
    for klass in due:
        channels.poke(klass)


def cancel(*, reason: str, **which) -> int:
    """Take waiting messages back, for example ``cancel(reason="answered", object_id=...)``."""
    return (
        Message.objects.waiting()
        .filter(**which)
        .update(state=MessageState.CANCELLED, reason=reason)
    )


def claim(lane: str = ORDINARY, limit: int = BATCH) -> Claim:
    """Take up to ``limit`` due messages. Two drains at once never get the same row."""
    claim_id = uuid.uuid4()
    asked = {"claim": claim_id, "lease": LEASE, "now": clock.now(), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(of_its_lane=lane), asked)
        return Claim(claim_id, [row[0] for row in cursor.fetchall()])


def deliver(message_id: uuid.UUID, claim_id: uuid.UUID) -> None:
    """Take one claimed message to its end, or back to the queue."""
    message = _start(message_id, claim_id)
    if message is None:
        return
    notice = notices.get(message.notice)
    now = clock.now()
    if message.expires_at and message.expires_at <= now:
        return _settle(message, MessageState.EXPIRED, reason="too_late")
    subject = notice.load(message.object_id)
    verdict = Cancel("gone") if subject is None else notice.decide(subject, now)
    match verdict:
        case Cancel(reason):
            _settle(message, MessageState.CANCELLED, reason=reason)
        case Postpone(until, reason):
            later = {"due_at": until, "expires_at": verdict.expires_at or message.expires_at}
            begun = message.attempts - 1  # this one was no attempt
            _settle(message, MessageState.QUEUED, reason=reason, attempts=begun, **later)
        case Send() if verdict.unconfirmed and not _has_room(message, verdict, now):
            _settle(message, MessageState.CANCELLED, reason="too_many_today")
        case Send():
            _hand_over(message, notice.render(subject, message, verdict))


@transaction.atomic
def _has_room(message: Message, send: Send, now: datetime) -> bool:
    """Nobody can fill a stranger's mailbox from here. Two workers are counted one by one."""
    index = mailbox_index(send.to)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [index])
    to_it = Message.objects.filter(mailbox_index=index, due_at__gt=now - A_DAY)
    if to_it.exclude(pk=message.pk).count() >= MOST_UNCONFIRMED[send.channel]:
        return False
    Message.objects.filter(pk=message.pk).update(mailbox_index=index)
    return True


def _start(message_id, claim_id) -> Message | None:
    """Count the attempt before anything can go wrong with this row in particular."""
    which = {"id": message_id, "claim": claim_id, "lease": LEASE}
    return next(iter(Message.objects.raw(START, which)), None)


def _hand_over(message: Message, rendered) -> None:
    mine = Message.objects.filter(
        pk=message.pk, claim=message.claim, state=MessageState.CLAIMED, lease_until__gt=Now()
    )
    if not mine.update(state=MessageState.SENDING, channel=rendered.channel):
        return
    answer = channels.send(rendered, message.pk)
    with transaction.atomic():
        if _settle(message, **_consequence(message, answer)):
            MessageAttempt.objects.create(
                message=message,
                number=message.attempts,
                outcome=answer.outcome,
                code=answer.code,
                at=clock.now(),
            )


def _consequence(message: Message, answer: channels.Answer) -> dict:
    """What a server's answer means for the row. Risk alerts are sent again when in doubt."""
    match answer.outcome:
        case AttemptOutcome.SENT:
            return {
                "state": MessageState.SENT,
                "sent_at": clock.now(),
                "provider_ref": answer.ref,
                "reason": "",
            }
        case AttemptOutcome.REFUSED:
            return {"state": MessageState.DEAD, "reason": f"refused_{answer.code}"}
        case AttemptOutcome.UNKNOWN if message.klass != MessageClass.RISK:
            return {"state": MessageState.UNKNOWN, "reason": "line_cut"}
    if _is_hopeless(message, answer):
        return {"state": MessageState.DEAD, "reason": "too_many_attempts"}
    return {"state": MessageState.QUEUED, "due_at": clock.now() + backoff(message.attempts)}


def _is_hopeless(message: Message, answer: channels.Answer) -> bool:
    """A server that is away, and said nothing, tells nothing about this message: it waits."""
    is_refused = answer.code is not None
    return is_refused and message.attempts >= MOST_ATTEMPTS and message.klass != MessageClass.RISK


def backoff(attempts: int) -> timedelta:
    """Seconds to the next try: 10, 20, 40 ... at most 15 minutes, give or take a quarter."""
    seconds = min(10 * 2 ** (attempts - 1), 900)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))


def _settle(message: Message, state: MessageState, **columns) -> bool:
    """End this claim. False when the lease was lost meanwhile: then the row is not ours."""
    return bool(
        Message.objects.filter(pk=message.pk, claim=message.claim).update(
            state=state, claim=None, lease_until=None, **columns
        )
    )


def sweep() -> int:
    """Free rows whose worker died: unsent ones wait again, half-sent ones are unknown."""
    stale = Message.objects.filter(lease_until__lt=Now())
    free = {"claim": None, "lease_until": None}
    unsent = stale.filter(
        Q(state=MessageState.CLAIMED) | Q(state=MessageState.SENDING, klass=MessageClass.RISK)
    )
    crashes = F("attempts") - Count("messageattempt")  # begun, and nothing came of it
    hopeless = unsent.alias(crashes=crashes).filter(crashes__gte=MOST_ATTEMPTS)
    hopeless = Message.objects.filter(pk__in=hopeless.exclude(klass=MessageClass.RISK).values("pk"))
    freed = hopeless.update(state=MessageState.DEAD, reason="crashed_its_worker", **free)
    freed += unsent.update(state=MessageState.QUEUED, **free)
    freed += stale.filter(state=MessageState.SENDING).update(
        state=MessageState.UNKNOWN, reason="worker_died", **free
    )
    return freed


def forget_mailboxes() -> int:
    """What was kept to count a day's messages is not kept longer than that."""
    old = Message.objects.filter(due_at__lt=clock.now() - 2 * A_DAY, mailbox_index__isnull=False)
    return old.update(mailbox_index=None)


def drain(lane: str = ORDINARY, for_seconds: float = FOR_SECONDS) -> int:
    """Send what is due until nothing is or the time is up; unsent claims go back at once."""
    stop_at = clock.wall() + timedelta(seconds=for_seconds)
    done = 0
    while True:
        batch = claim(lane)
        for message_id in batch.message_ids:
            if clock.wall() >= stop_at:
                _release(batch)
                return done
            deliver(message_id, batch.id)
            done += 1
        if len(batch.message_ids) < BATCH:
            return done


def _release(batch: Claim) -> None:
    Message.objects.filter(claim=batch.id, state=MessageState.CLAIMED).update(
        state=MessageState.QUEUED, claim=None, lease_until=None
    )
