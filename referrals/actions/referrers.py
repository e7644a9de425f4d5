"""What is done about whoever referred her: whose address it is, and a new link to it."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.access import audit
from pim.access.audit import REFERRER, Actor
from pim.errors import DomainError
from pim.messages import links, outbox
from pim.models import Message
from referrals import queries
from referrals.models import Referral, Referrer
from referrals.work_addresses import is_work_address

STATUS_LINK = "referral-status"  # the purpose of the link
STATUS_LINK_LASTS = timedelta(days=90)
NEW_STATUS_LINK = "referrals.new_status_link"
ONE_NEW_LINK_IN, UNCONFIRMED_ONE_IN = timedelta(minutes=10), timedelta(hours=1)
MOST_NEW_LINKS_A_DAY = 3


@transaction.atomic
def confirm_own_address(*, referral: Referral, by: Actor, now: datetime) -> Referrer:
    """She pressed the button behind the link we sent: the mail box is hers. Again is no harm."""
    referrer = _locked(referral)
    if referrer.address_confirmed_at is None:
        referrer.address_confirmed_at = now
        if is_work_address(referrer.email or ""):
            referrer.work_checked_at = referrer.work_checked_at or now
        referrer.save(update_fields=["address_confirmed_at", "work_checked_at"])
        audit.record(by=by, action="referral.referrer_address_confirmed", target=referral, now=now)
    return referrer


@transaction.atomic
def check_work_address(*, referral: Referral, by: Actor, now: datetime) -> Referrer:
    """A coordinator looked: this is the address of somebody at work."""
    if referral.referrer_id is None:
        raise DomainError("Nobody else referred her.")
    referrer = _locked(referral)
    referrer.work_checked_at = now
    referrer.save(update_fields=["work_checked_at"])
    audit.record(by=by, action="referral.work_address_checked", target=referral, now=now)
    return referrer


@transaction.atomic
def send_new_status_link(*, token: str, now: datetime) -> None:
    """A fresh link to the address on file, at most three a day.

    Says nothing either way: whoever asks learns nothing. Where none can go, nothing is noted.
    """
    link = links.issued(token, STATUS_LINK)
    referral = queries.referral_of_referrer(link.object_id) if link else None
    if referral is None or referral.held_for:
        return
    referrer = _locked(referral)
    if not _may_go(referral, referrer, now):
        return
    outbox.queue(
        notice=NEW_STATUS_LINK,
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key=f"{NEW_STATUS_LINK}:{referral.pk}:{now.isoformat()}",
        due_at=now,
        expires_at=now + timedelta(days=1),
    )
    audit.record(by=REFERRER, action="referral.new_status_link", target=referral, now=now)


def _may_go(referral: Referral, referrer: Referrer, now: datetime) -> bool:
    """Where nobody has shown that the mailbox is theirs, one an hour is enough."""
    pause = ONE_NEW_LINK_IN if queries.is_known_address(referrer) else UNCONFIRMED_ONE_IN
    asked = Message.objects.about(referral.pk).filter(notice=NEW_STATUS_LINK)
    today = list(asked.filter(due_at__gt=now - timedelta(days=1)).values_list("due_at", flat=True))
    return len(today) < MOST_NEW_LINKS_A_DAY and max(today, default=now - pause) <= now - pause


def _locked(referral: Referral) -> Referrer:
    return Referrer.objects.select_for_update().get(pk=referral.referrer_id)
