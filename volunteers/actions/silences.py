"""A word to a volunteer from whom nothing was heard. Her coordinator sees it on Today as well."""

from datetime import datetime, timedelta

from pim.messages import outbox
from pim.models import Message
from volunteers import queries
from volunteers.models import Match

HOW_ARE_YOU = "volunteer.how_are_you"
HOW_ARE_YOU_IS_STALE_AFTER = timedelta(days=3)
AT_ONCE = 500  # what is left over is taken by the next sweep


def ask_after_silences(*, now: datetime) -> int:
    """Once a silence; a log or the end of a pause begins a new one. A sweep: twice is harmless."""
    silent = {_key(match): match for match in queries.silent_matches(now)}
    asked = Message.objects.filter(dedupe_key__in=silent).values_list("dedupe_key", flat=True)
    due = [key for key in silent if key not in set(asked)][:AT_ONCE]
    for key in due:
        _ask(silent[key], key, now)
    return len(due)


def _key(match: Match) -> str:
    return f"{HOW_ARE_YOU}:{match.pk}:{match.heard_on}"


def _ask(match: Match, key: str, now: datetime) -> None:
    outbox.queue(
        notice=HOW_ARE_YOU,
        object_id=match.pk,
        about_id=match.volunteer_id,
        dedupe_key=key,
        due_at=now,
        expires_at=now + HOW_ARE_YOU_IS_STALE_AFTER,
    )
