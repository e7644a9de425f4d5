"""The word that something has arrived."""

from datetime import datetime, timedelta

from pim.messages import outbox
from volunteers.models import Volunteer

RECEIPT = "volunteer.receipt"
RECEIPT_IS_STALE_AFTER = timedelta(days=2)


def queue_receipt(volunteer: Volunteer, now: datetime, of: str = "") -> None:
    """Once for her enquiry, and once a day for what else she sends."""
    which = f"{volunteer.pk}:{of}" if of else str(volunteer.pk)
    outbox.queue(
        notice=RECEIPT,
        object_id=volunteer.pk,
        about_id=volunteer.pk,
        dedupe_key=f"{RECEIPT}:{which}",
        due_at=now,
        expires_at=now + RECEIPT_IS_STALE_AFTER,
    )
