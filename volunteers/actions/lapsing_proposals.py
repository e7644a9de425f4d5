"""Nobody is kept waiting for an answer that does not come. Twice or late does no harm."""

from datetime import datetime

from django.db import transaction

from pim.access.audit import SYSTEM
from pim.errors import DomainError
from volunteers import queries
from volunteers.actions.proposing import let_go, locked_proposal
from volunteers.enums import WhyNot
from volunteers.models import Match


def let_proposals_lapse(*, now: datetime) -> int:
    """She keeps her place, and the two may be asked again: nobody said no."""
    return sum(_let_lapse(match, now) for match in queries.proposals_overdue(now=now))


@transaction.atomic
def _let_lapse(match: Match, now: datetime) -> bool:
    """Looked at again under the lock: an answer may have come meanwhile."""
    try:
        locked = locked_proposal(match)
    except DomainError:
        return False
    if not queries.is_overdue(locked, now=now):
        return False
    let_go(locked, WhyNot.NO_ANSWER, by=SYSTEM, now=now)
    return True
