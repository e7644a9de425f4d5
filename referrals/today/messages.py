"""Messages about a referral that could not go out: a person tells her instead."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q

from pim import clock
from pim.access import roles
from pim.admin import today
from pim.admin.not_arrived import address_of, listed
from pim.admin.today import Queue, Row
from pim.messages import looking_after, notices
from pim.models import Message
from referrals import untold
from referrals.actions import CHECK_IN
from referrals.enums import OPEN, ContactChannel, ContactOutcome, LossKind
from referrals.models import CheckIn, ContactAttempt, Loss, Referral
from referrals.notices.base import ReferralNotice
from referrals.queries import LOSS
from referrals.today.incoming import row, seen

FORGOTTEN_AFTER = timedelta(days=28)


def register() -> None:
    looking_after.settled_when(moot)
    looking_after.settled_when(spoken_since)
    looking_after.settled_when(answered)
    looking_after.settled_when(long_closed)
    looking_after.settled_when(she_died)
    today.register(
        Queue(
            "messages-not-sent",
            "Messages to her that did not go out",
            rows=not_sent,
            permission=roles.SEE_MESSAGES,
            order=40,
            see_all=partial(listed, "not-sent"),
        )
    )


def not_sent(user, now: datetime) -> list[Row]:
    about = Referral.objects.visible_to(user).values("pk")
    hers = Message.objects.visible_to(user).filter(about_id__in=about)
    waiting = list(looking_after.not_sent(hers))
    referrals = seen(user).in_bulk({message.about_id for message in waiting})
    ways = untold.ways_of(referrals.values())
    return [
        to_tell(message, referrals[message.about_id], ways[message.about_id]) for message in waiting
    ]


def to_tell(message: Message, referral: Referral, ways: Collection[ContactChannel]) -> Row:
    """Her name first, as in every queue; behind it the message, where it is ticked off."""
    told = [notices.called(message.notice), untold.why(message)]
    told.append(untold.what_can_be_done(message, ways))
    found = row(referral, since=message.due_at, detail=". ".join(filter(None, told)))
    return replace(found, url=address_of(message))


def moot() -> Q:
    """The case was closed meanwhile; or, for a last word, taken up again."""
    are_open = Referral.objects.filter(status__in=OPEN).values("pk")
    about_open, last_words = about_referrals()
    return Q(notice__in=about_open) & ~Q(about_id__in=are_open) | Q(
        notice__in=last_words, about_id__in=are_open
    )


def long_closed() -> Q:
    """A last word that found no way for four weeks has found its end."""
    _, last_words = about_referrals()
    return Q(notice__in=last_words, due_at__lte=clock.now() - FORGOTTEN_AFTER)


def she_died() -> Q:
    """Nobody is told anything any more."""
    died = Loss.objects.live().filter(kind=LossKind.SHE_DIED)
    hers = Referral.objects.filter(parent__in=died.values("referral__parent"))
    return Q(reason=LOSS, about_id__in=hers.values("pk"))


def about_referrals() -> tuple[list[str], list[str]]:
    """The keys of what we write about open referrals, and about closed ones."""
    ours = [one for one in notices.every().values() if isinstance(one, ReferralNotice)]
    last_words = [one.key for one in ours if one.is_last_word]
    others = [one.key for one in ours if not one.is_last_word]
    return [*others, CHECK_IN], last_words


def spoken_since() -> Q:
    """What a message would have told her, somebody has told her."""
    spoken = ContactAttempt.objects.filter(
        referral=OuterRef("about_id"), outcome=ContactOutcome.SPOKE, at__gte=OuterRef("due_at")
    )
    return Q(notice__in=notices.told_by_hand()) & Exists(spoken)


def answered() -> Q:
    """She was asked in another way, or is asked no longer."""
    over = CheckIn.objects.exclude(answered_at__isnull=True, ended_at__isnull=True)
    return Q(notice=CHECK_IN, object_id__in=over.values("pk"))
