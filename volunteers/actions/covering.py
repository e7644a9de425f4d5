"""A mum whose volunteer cannot be there gets a plan. The match itself goes on."""

from datetime import date, datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from volunteers.actions.locking import locked_match
from volunteers.enums import MatchStatus, WhyCover
from volunteers.models import CoverNeed, Match


@transaction.atomic
def raise_cover(
    *, match: Match, why: WhyCover, since_on: date, by: Actor, now: datetime
) -> CoverNeed | None:
    """Say that this mum needs a plan; said twice, it is one need.

    A plan that is open for another reason serves for this one too. None if the support has ended.
    """
    locked = locked_match(match)
    known = CoverNeed.objects.filter(match=locked)
    if need := known.open().first() or known.filter(why=why, since_on=since_on).first():
        return need
    if locked.status != MatchStatus.ACTIVE:
        return None
    need = CoverNeed.objects.create(match=locked, why=why, since_on=since_on, raised_at=now)
    audit.record(by=by, action="match.cover_needed", target=locked, now=now, why=why)
    return need
