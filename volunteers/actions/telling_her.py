"""Tells her that there is something new on her page, and no more than that.

Asked again at the moment of sending: without a safe e-mail, her yes to messages or her secret
word nothing goes out, and a person rings her.
"""

from datetime import datetime, timedelta

from pim.messages import outbox
from volunteers.models import Match
from volunteers.queries.her_page import HER_NEWS

HER_NEWS_IS_STALE_AFTER = timedelta(days=3)


def tell_her(match: Match, what: str, *, now: datetime) -> None:
    """One message for each thing that is new: ``in_mind``, ``times``, ``ending``, ``ended``."""
    outbox.queue(
        notice=HER_NEWS,
        object_id=match.pk,
        about_id=match.referral_id,
        dedupe_key=f"{HER_NEWS}:{match.pk}:{what}",
        due_at=now,
        expires_at=now + HER_NEWS_IS_STALE_AFTER,
    )
