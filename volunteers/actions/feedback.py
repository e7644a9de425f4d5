"""How it was, from both sides. Neither ever reads what the other said."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.enums import Means
from volunteers import queries
from volunteers.actions.locking import locked_match
from volunteers.enums import Side
from volunteers.models import Feedback, Match


@transaction.atomic
def give_feedback(
    *,
    match: Match,
    side: Side,
    felt_right: int | None = None,
    helped: str = "",
    better: str = "",
    means: Means = Means.ON_SCREEN,
    by: Actor,
    now: datetime,
) -> Feedback:
    """Once a side, when it ends or has ended. Sent twice, what was said first stays."""
    locked = locked_match(match)
    if not queries.may_say_how_it_was(locked):
        raise DomainError("There is nothing to look back on yet.")
    said, created = Feedback.objects.get_or_create(
        match=locked,
        side=side,
        defaults={
            "felt_right": felt_right,
            "helped": helped.strip() or None,
            "better": better.strip() or None,
            "means": means,
            "given_at": now,
        },
    )
    if created:
        audit.record(by=by, action="match.feedback_given", target=locked, now=now, side=side)
    return said
