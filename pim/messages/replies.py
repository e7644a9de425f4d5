"""What comes back to us by text or e-mail: kept, obeyed where it can be, and read by a person.

An app says in ``AppConfig.ready()`` what a kind of answer of hers does. It runs in the same
transaction as the reply is kept in, and says whether it did anything::

    @replies.on(ReplyKind.STOP)
    def stop(reply, now) -> bool: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pim.access import audit
from pim.access.audit import HERSELF, VISITOR, Actor
from pim.enums import Channel, ReplyKind
from pim.errors import DomainError
from pim.messages import ledger, senders, who_wrote
from pim.models import Message, Reply

LONGEST = 5_000  # characters

Effect = Callable[[Reply, datetime], bool]
_effects: dict[ReplyKind, list[Effect]] = {}


@dataclass(frozen=True)
class Came:
    """Something that came in. ``message``: what it answers, where its address said so."""

    channel: Channel
    kind: ReplyKind
    sender: str
    words: str
    key: str
    message: Message | None = None


def on(kind: ReplyKind) -> Callable[[Effect], Effect]:
    def register(effect: Effect) -> Effect:
        _effects.setdefault(kind, []).append(effect)
        return effect

    return register


@transaction.atomic
def take(came: Came, *, now: datetime) -> Reply | None:
    """Keep it once, whatever the way it came twice, and do at once what it asks for.

    Only what comes from an address of hers is obeyed; a stranger's "stop" is read by a person.
    None where too much has come from elsewhere and nobody has read it: that is only counted.
    """
    theirs = senders.behind(came.channel, came.sender)
    message = came.message or senders.last_message_to(came.channel, theirs)
    about_id = _somebodys(message) or next(iter(theirs), None)
    is_hers = about_id in theirs
    if not is_hers and who_wrote.is_too_much(about_id):
        _count(about_id, now)
        return None
    reply, is_new = Reply.objects.get_or_create(
        came_as=came.key, defaults=_columns(came, message, about_id, now)
    )
    if is_new:
        audit.record(
            by=HERSELF if is_hers else VISITOR,
            action="reply.came",
            target=reply,
            now=now,
            kind=came.kind,
        )
        _obey(reply, is_hers, now)
    return reply


def _count(about_id: UUID | None, now: datetime) -> None:
    newest = Reply.objects.to_read().filter(about_id=about_id).latest("received_at")
    audit.record(by=VISITOR, action="reply.not_kept", target=newest, now=now)


def _somebodys(message: Message | None) -> UUID | None:
    """None too where it is on nobody's ledger, a half-filled form: the managers read the answer."""
    return message.about_id if message and ledger.links([message.about_id]) else None


def _columns(came: Came, message: Message | None, about_id: UUID | None, now: datetime) -> dict:
    return {
        "channel": came.channel,
        "kind": came.kind,
        "message": message,
        "about_id": about_id,
        "sender": came.sender,
        "words": came.words.replace("\0", "")[:LONGEST],
        "received_at": now,
    }


def _obey(reply: Reply, is_hers: bool, now: datetime) -> None:
    """A "later" that puts nothing off, or a "start" that may not start anything, is for a person,
    as any words are."""
    done = is_hers and _do(reply, now)
    if reply.kind in (ReplyKind.LATER, ReplyKind.START) and not done:
        reply.kind = ReplyKind.WORDS
        reply.save(update_fields=["kind"])
        _obey(reply, is_hers, now)


def _do(reply: Reply, now: datetime) -> bool:
    try:
        with transaction.atomic():
            done = [effect(reply, now) for effect in _effects.get(ReplyKind(reply.kind), [])]
            return any(done)
    except DomainError:
        return False


@transaction.atomic
def seen_to(*, reply: Reply, by: Actor, now: datetime) -> Reply:
    """A person has read it, and what the same person wrote before it, and done what it asks for."""
    keys = [one.pk for one in who_wrote.together(reply)]
    locked = Reply.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {one.pk: one for one in locked}
    if found[reply.pk].looked_after_at:
        raise DomainError("Somebody has seen to this already.")
    for one in found.values():
        if one.looked_after_at is None:
            _settle(one, by, now)
    return found[reply.pk]


def _settle(reply: Reply, by: Actor, now: datetime) -> None:
    reply.looked_after_at, reply.looked_after_by = now, by.user
    reply.save(update_fields=["looked_after_at", "looked_after_by"])
    audit.record(by=by, action="reply.seen_to", target=reply, now=now)
