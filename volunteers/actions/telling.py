"""Tells a volunteer that there is something new on her page, and no more than that."""

from datetime import datetime, timedelta

from pim.messages import outbox
from pim.quiet_hours import next_allowed
from volunteers import queries
from volunteers.models import Match

NEWS, NUDGE = "volunteer.news", "volunteer.nudge"
NEWS_IS_STALE_AFTER = timedelta(days=3)


def tell(match: Match, *, now: datetime) -> None:
    """One message a state of the match; an older one that still waits is taken back.

    That something comes to nothing is told at one hour of the day, whatever the reason: see
    ``queries.told_at``.
    """
    stop_telling(match)
    due_at = queries.told_at(match, now)
    outbox.queue(
        notice=NEWS,
        object_id=match.pk,
        about_id=match.volunteer_id,
        dedupe_key=f"{NEWS}:{match.pk}:{match.status}",
        due_at=due_at,
        expires_at=due_at + NEWS_IS_STALE_AFTER,
    )


def stop_telling(match: Match) -> None:
    outbox.cancel(reason="overtaken", notice__in=(NEWS, NUDGE), object_id=match.pk)


def nudge_later(match: Match, days: int, *, now: datetime) -> None:
    """One word half-way to the day by which we hope for her answer."""
    due_at = next_allowed(now + timedelta(days=days) / 2)
    outbox.queue(
        notice=NUDGE,
        object_id=match.pk,
        about_id=match.volunteer_id,
        dedupe_key=f"{NUDGE}:{match.pk}",
        due_at=due_at,
        expires_at=now + timedelta(days=days),
    )
