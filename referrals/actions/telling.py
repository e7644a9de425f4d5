"""Telling people how it went, where nobody could be reached."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.messages import outbox
from referrals import queries
from referrals.models import Referral

NOT_REACHED, REFERRER_NOT_REACHED = "referrals.not_reached", "referrals.referrer_not_reached"
NEWS_IS_STALE_AFTER = timedelta(days=7)


@transaction.atomic
def tell_not_reached(*, referral: Referral, now: datetime) -> None:
    """A last word to her; one to whoever referred her only if they told us that she agreed.

    Closed, reopened and closed again on one day, it is one message.
    """
    _queue(NOT_REACHED, referral, now)
    if referral.referrer_id and referral.referrer_may_be_told:
        _queue(REFERRER_NOT_REACHED, referral, now)


def _queue(notice: str, referral: Referral, now: datetime) -> None:
    outbox.queue(
        notice=notice,
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key=f"{notice}:{referral.pk}:{queries.uk_date(now)}",
        due_at=now,
        expires_at=now + NEWS_IS_STALE_AFTER,
    )
