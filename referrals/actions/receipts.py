"""The first words that go out about a referral: once it is in, and known to be genuine."""

from datetime import datetime, timedelta

from pim.messages import outbox
from referrals import queries
from referrals.enums import ContactChannel, Source
from referrals.models import Referral

RECEIPT, REFERRER_RECEIPT = "referrals.receipt", "referrals.referrer_receipt"
RECEIPT_IS_STALE_AFTER = timedelta(days=7)


def queue_receipts(referral: Referral, now: datetime) -> None:
    """A receipt for her if she asked herself; for a professional one to the professional."""
    if referral.source == Source.PROFESSIONAL:
        _queue_receipt(REFERRER_RECEIPT, referral, now)
    elif queries.safe_contact(referral, ContactChannel.EMAIL):
        _queue_receipt(RECEIPT, referral, now)


def _queue_receipt(notice: str, referral: Referral, now: datetime) -> None:
    outbox.queue(
        notice=notice,
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key=f"{notice}:{referral.pk}",
        due_at=now,
        expires_at=now + RECEIPT_IS_STALE_AFTER,
    )
