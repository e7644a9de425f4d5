"""What comes back from her: whose number it is, her STOP, and that somebody reads the rest."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from pim import clock
from pim.access.audit import HERSELF
from pim.access.encryption import blind_index
from pim.enums import Channel, ReplyKind
from pim.messages import outbox, replies, senders, unread
from pim.models import Reply, Site
from referrals import actions, addresses, queries
from referrals.enums import ContactChannel
from referrals.models import Referral, SafeContact

WE_READ = "referrals.we_read"
STALE_AFTER = timedelta(hours=12)
KEPT_AS = {Channel.EMAIL: ContactChannel.EMAIL, Channel.SMS: ContactChannel.TEXT}


def register() -> None:
    senders.add(hers)
    unread.add_sites(who_looks_after)
    unread.add_worries(queries.with_an_open_concern)


def hers(channel: Channel, address: str) -> list[UUID]:
    """The referrals of whoever gave us this address, once or still; open and new ones first."""
    kept = addresses.as_kept(KEPT_AS[channel], address)
    contacts = SafeContact.objects.filter(address_index=blind_index(kept))
    found = Referral.objects.filter(parent__in=contacts.values("parent"))
    newest_first = found.order_by(F("closed_at").desc(nulls_first=True), "-asked_at")
    return list(newest_first.values_list("pk", flat=True))


def who_looks_after(ids: Collection[UUID]) -> dict[UUID, Site]:
    """The site of each referral, or the one that answers for it."""
    found = Referral.objects.filter(pk__in=ids).select_related("site")
    desks = {one.pk: queries.desk(one) for one in found}
    return {pk: site for pk, site in desks.items() if site}


@replies.on(ReplyKind.STOP)
def stop(reply: Reply, now: datetime) -> bool:
    """Two who share a number: whoever of them it was, nothing more goes there by itself."""
    theirs = Referral.objects.filter(pk__in=hers(Channel(reply.channel), reply.sender))
    for referral in theirs.order_by("pk"):
        actions.stop_messages(referral=referral, by=HERSELF, now=now)
    return bool(theirs)


@replies.on(ReplyKind.START)
def start(reply: Reply, now: datetime) -> bool:
    """Only she whom we wrote to there last, by a way that is safe now, and only what she had said
    yes to before. Whether her messages go."""
    channel = KEPT_AS[Channel(reply.channel)]
    index = blind_index(addresses.as_kept(channel, reply.sender))
    safe = SafeContact.objects.live().filter(channel=channel, address_index=index)
    theirs = Referral.objects.filter(parent__in=safe.values("parent"))
    if not theirs.filter(pk=reply.about_id).exists():
        return False
    return actions.start_messages(referral=theirs.get(pk=reply.about_id), by=HERSELF, now=now)


@replies.on(ReplyKind.WORDS)
def say_when_we_read(reply: Reply, now: datetime) -> bool:
    """Once a day and person, by the way that is safe for her, whatever she wrote from."""
    referral = Referral.objects.filter(pk=reply.about_id).first()
    if referral is None:  # a volunteer, for one
        return False
    outbox.queue(
        notice=WE_READ,
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key=f"{WE_READ}:{referral.parent_id}:{clock.day_of(now)}",
        due_at=now,
        expires_at=now + STALE_AFTER,
    )
    return True
