"""The outbox: the row, not the broker, is the truth.

queue -> claim -> start -> (ask the notice) -> sending -> finish. Each step is one short
statement, committed at once; no transaction is open while a mail server is being spoken to.
Leases run on the database's clock; due times on the service's own.
"""

import logging
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from pim import bulk, clock
from pim.access.encryption import mailbox_index
from pim.enums import AttemptOutcome, Channel, MessageClass, MessageState
from pim.messages import channels, notices
from pim.messages.notices import Cancel, Postpone, Rendered, Send
from pim.models import Message, MessageAttempt

log = logging.getLogger(__name__)

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
 RETURNING due_at, id
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
    """Take up to ``limit`` due messages, the longest due first. Two drains never get the same."""
    claim_id = uuid.uuid4()
    asked = {"claim": claim_id, "lease": LEASE, "now": clock.now(), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(of_its_lane=lane), asked)
        return Claim(claim_id, [row[1] for row in sorted(cursor.fetchall())])


def deliver(message_id: uuid.UUID, claim_id: uuid.UUID) -> None:
    """Take one claimed message to its end, or back to the queue."""
    message = _start(message_id, claim_id)
    rendered = message and _asked(message)
    if message and rendered:
        _hand_over(message, rendered)


@transaction.atomic
def _asked(message: Message) -> Rendered | None:
    """What goes out now, marked as on its way; None where the notice, or a lost lease, says no.

    Of two to one person that are counted by the day, the second sees the first.
    """
    if message.klass == MessageClass.REMINDER:
        _one_by_one(str(message.about_id))
    notice = notices.get(message.notice)
    now = clock.now()
    if message.expires_at and message.expires_at <= now:
        _settle(message, MessageState.EXPIRED, reason="too_late")
        return None
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
            rendered = notice.render(subject, message, verdict)
            return rendered if _mark(message, rendered) else None
    return None


def _one_by_one(what: str) -> None:
    """Until the end of this transaction, whoever else asks about the same waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _has_room(message: Message, send: Send, now: datetime) -> bool:
    """Nobody can fill a stranger's mailbox from here. Two workers are counted one by one.

    Where there is room the message is counted by its mailbox once it is marked.
    """
    message.mailbox_index = mailbox_index(send.to)
    _one_by_one(message.mailbox_index)
    to_it = Message.objects.filter(mailbox_index=message.mailbox_index, due_at__gt=now - A_DAY)
    return to_it.exclude(pk=message.pk).count() < MOST_UNCONFIRMED[send.channel]


def _start(message_id, claim_id) -> Message | None:
    """Count the attempt before anything can go wrong with this row in particular."""
    which = {"id": message_id, "claim": claim_id, "lease": LEASE}
    return next(iter(Message.objects.raw(START, which)), None)


def _mark(message: Message, rendered: Rendered) -> bool:
    """From here on it may have gone. False when the lease was lost meanwhile."""
    mine = Message.objects.filter(
        pk=message.pk, claim=message.claim, state=MessageState.CLAIMED, lease_until__gt=Now()
    )
    counted = {"channel": rendered.channel, "mailbox_index": message.mailbox_index}
    return bool(mine.update(state=MessageState.SENDING, **counted))


def _hand_over(message: Message, rendered: Rendered) -> None:
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
    """Only what was said of this message counts: where the server is in trouble, it waits."""
    if answer.outcome != AttemptOutcome.DEFERRED or message.klass == MessageClass.RISK:
        return False
    before = message.messageattempt_set.filter(outcome=AttemptOutcome.DEFERRED)
    return before.count() + 1 >= MOST_ATTEMPTS


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


@transaction.atomic
def sweep() -> int:
    """Free rows whose worker died."""
    stale = Message.objects.select_for_update(skip_locked=True).filter(lease_until__lt=Now())
    return sum(_settle(message, **_broken_off(message)) for message in stale)


def _broken_off(message: Message) -> dict:
    """What becomes of one that was left on its way: the unsent waits, the half-sent is unknown.

    One that breaks whatever takes it waits longer each time, and others go before it.
    """
    is_risk = message.klass == MessageClass.RISK
    if message.state == MessageState.SENDING and not is_risk:
        return {"state": MessageState.UNKNOWN, "reason": "worker_died"}
    crashes = message.attempts - message.messageattempt_set.count()  # begun, and nothing came
    if crashes >= MOST_ATTEMPTS and not is_risk:
        return {"state": MessageState.DEAD, "reason": "crashed_its_worker"}
    waits = {"due_at": clock.now() + backoff(crashes)} if crashes else {}
    return {"state": MessageState.QUEUED} | waits


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
            _try(message_id, batch.id)
            done += 1
        if len(batch.message_ids) < BATCH:
            return done


def _try(message_id: uuid.UUID, claim_id: uuid.UUID) -> None:
    """What breaks at one message holds up no other."""
    try:
        deliver(message_id, claim_id)
    except Exception:
        log.exception("A message broke on its way", extra={"message_id": message_id})
        message = Message.objects.filter(pk=message_id, claim=claim_id).first()
        if message:
            _settle(message, **_broken_off(message))


def _release(batch: Claim) -> None:
    Message.objects.filter(claim=batch.id, state=MessageState.CLAIMED).update(
        state=MessageState.QUEUED, claim=None, lease_until=None
    )
