"""The newest hash of the trail, told to somebody outside, who can show it later.

It stands in the log every hour, and goes to the address in ``PIM_AUDIT_WITNESS`` once a day.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from pim.access import sealing
from pim.messages import outbox

log = logging.getLogger(__name__)

HEAD = "audit.head"
WORTH_SENDING_FOR = timedelta(days=7)


def send_head(*, now: datetime) -> None:
    """As often as it is called: one line in the log each time, one e-mail a day."""
    seal = sealing.newest()
    if seal is None:
        return
    log.info("The trail is sealed", extra={"seal": seal.number, "hash": seal.hash})
    if settings.AUDIT_WITNESS:
        outbox.queue(
            notice=HEAD,
            object_id=seal.pk,
            about_id=seal.pk,
            dedupe_key=f"{HEAD}:{timezone.localdate(now)}",
            due_at=now,
            expires_at=now + WORTH_SENDING_FOR,
        )
