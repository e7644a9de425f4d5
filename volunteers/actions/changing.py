"""Someone else instead, whoever asked for it. Nobody is to blame, and nobody is told why."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from volunteers.actions.apart import keep_apart
from volunteers.actions.locking import locked_match
from volunteers.actions.supporting import end_match
from volunteers.enums import EndReason, MatchKind, MatchStatus, SaidBy, WhyApart
from volunteers.models import Match


@transaction.atomic
def ask_for_someone_else(
    *, match: Match, asked_by: SaidBy, never_again: bool = False, by: Actor, now: datetime
) -> Match:
    """End a match so that she waits for another at once, with the place she always had.

    Both read the same sentence, whoever of them asked, and no reason.
    """
    if never_again:  # first: it locks all her referrals, in the order in which a merge does
        keep_apart(
            referral=match.referral,
            volunteer=match.volunteer,
            why=WhyApart.NEVER_AGAIN,
            said_by=asked_by,
            by=by,
            now=now,
        )
    locked = locked_match(match)
    if locked.status == MatchStatus.ENDED and locked.end_reason == EndReason.CHANGE:
        return locked  # pressed twice
    if locked.kind != MatchKind.MAIN:
        raise DomainError("This is about her main volunteer. End the cover instead.")
    ended = end_match(match=locked, reason=EndReason.CHANGE, by=by, now=now)
    audit.record(by=by, action="match.someone_else_asked", target=ended, now=now, asked_by=asked_by)
    return ended
