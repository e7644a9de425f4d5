"""Texts nobody is sure of: the provider is asked, and they settle themselves.

Only what it cannot answer for sure stays for a person.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from pim import clock
from pim.enums import Channel, MessageState
from pim.messages import notices, receipts, texting
from pim.messages.notices import Rendered, Send
from pim.models import Message, MessageAttempt

GIVE_IT_A_MINUTE = timedelta(minutes=1)  # what was cut off may still be on its way in there
NOBODYS_YET = timedelta(minutes=3)  # by then the provider has been asked
ASKED_FOR = timedelta(days=3)  # then it is a person's
CLOCKS_DIFFER_BY = timedelta(hours=1)  # ours and the provider's, at most
MOST = 50  # in one sweep
LONGEST = timedelta(seconds=10)


def settle_unknown_texts(*, now: datetime) -> int:
    """How many of them are settled now: sent after all, or waiting to be sent again."""
    stop_at, settled = clock.wall() + LONGEST, 0
    for message in unsettled(now)[:MOST]:
        if clock.wall() >= stop_at:
            break
        settled += _settle(message, now)
    return settled


def unsettled(now: datetime):
    texts = Message.objects.filter(channel=Channel.SMS, state=MessageState.UNKNOWN)
    texts = texts.filter(looked_after_at__isnull=True, due_at__gt=now - ASKED_FOR)
    tried = texts.annotate(tried_at=Max("messageattempt__at"))
    long_ago = Q(tried_at__isnull=True) | Q(tried_at__lte=now - GIVE_IT_A_MINUTE)
    return tried.filter(long_ago).order_by("due_at", "pk")


def just_cut() -> Q:
    """Texts that will probably settle themselves before a person could."""
    fresh = MessageAttempt.objects.filter(message=OuterRef("pk"), at__gt=clock.now() - NOBODYS_YET)
    return Q(Exists(fresh), channel=Channel.SMS, state=MessageState.UNKNOWN)


def _settle(message: Message, now: datetime) -> bool:
    text = _as_it_was(message, now)
    since = clock.outside(message.created_at) - CLOCKS_DIFFER_BY
    taken = texting.taken_for(text.to, since=since) if text else None
    return text is not None and taken is not None and _follow(message, text.body, taken, now)


@transaction.atomic
def _as_it_was(message: Message, now: datetime) -> Rendered | None:
    """Rendered again as it was: the same link, the same number, the hour at which it was tried.

    Its notice is asked as if it had not gone: what counts her messages must not count this one.
    """
    notice, tried_at = notices.get(message.notice), message.tried_at or now
    Message.objects.filter(pk=message.pk).update(state=MessageState.QUEUED)
    subject = notice.load(message.object_id)
    verdict = notice.decide(subject, tried_at) if subject is not None else None
    is_text = isinstance(verdict, Send) and verdict.channel == Channel.SMS
    text = notice.render(subject, message, verdict) if is_text else None
    transaction.set_rollback(True)
    return text


def _follow(message: Message, body: str, taken: list[dict], now: datetime) -> bool:
    """One to her number that no row accounts for, in other words, may be this one: no guess."""
    refs = [str(one["sid"]) for one in taken]
    known = set(
        Message.objects.filter(provider_ref__in=refs).values_list("provider_ref", flat=True)
    )
    strays = [one for one in taken if one["sid"] not in known]
    same = [one for one in strays if str(one.get("body")).strip() == body.strip()]
    if same:
        receipts.accepted(message_id=message.pk, ref=same[0]["sid"], at=now)
        return True
    unknown = Message.objects.filter(pk=message.pk, state=MessageState.UNKNOWN)
    return not strays and bool(unknown.update(state=MessageState.QUEUED, reason="", due_at=now))
