"""Tells a volunteer that there is something new on her page, and no more than that."""

from datetime import datetime, timedelta

from pim.messages import outbox
from volunteers.models import Match

NEWS = "volunteer.news"
NEWS_IS_STALE_AFTER = timedelta(days=3)


def tell(match: Match, *, now: datetime) -> None:
    """One message a state of the match; an older one that still waits is taken back."""
    outbox.cancel(reason="overtaken", notice=NEWS, object_id=match.pk)
    outbox.queue(
        notice=NEWS,
        object_id=match.pk,
        about_id=match.volunteer_id,
        dedupe_key=f"{NEWS}:{match.pk}:{match.status}",
        due_at=now,
        expires_at=now + NEWS_IS_STALE_AFTER,
    )
