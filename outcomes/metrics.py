"""Answers that a person must look at, for whoever keeps the service up (``pim.metrics``)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min, Q

from outcomes.models import RiskEvent
from pim.metrics.asking import Figure, add, age


@add
def unanswered(now: datetime) -> Iterator[Figure]:
    """Never how many: each is a woman."""
    overdue = Q(look_by__lt=now)
    waiting = RiskEvent.objects.unacknowledged().aggregate(
        oldest=Min("raised_at"), promised=Min("look_by", filter=overdue)
    )
    says = "How long the oldest answer that worries has waited for a person; 0 when none waits."
    yield Figure("pim_risk_oldest_seconds", says, age(waiting["oldest"], now))
    says = "For how long the time has been over by which she was told that somebody looks."
    yield Figure("pim_risk_overdue_seconds", says, age(waiting["promised"], now))
