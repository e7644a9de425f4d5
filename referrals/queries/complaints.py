"""The log of complaints: when each came, was taken on and answered, how it ended, what we learn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Min, Q, QuerySet
from django.utils.timezone import localtime

from referrals.enums import ConcernOutcome, ConcernStepKind
from referrals.models import Concern


@dataclass(frozen=True)
class Quarter:
    """``starts_on`` names it: the first day of its three months."""

    starts_on: date
    received: int
    acknowledged: int
    answered: int
    upheld: int
    open: int


def complaints_for(user) -> QuerySet[Concern]:
    """The newest first, each with ``answered_at``: the first word back to whoever complained."""
    word_back = Q(concernstep__kind=ConcernStepKind.WORD_BACK)
    found = Concern.objects.complaints_for(user).select_related("site", "programme")
    answered = found.annotate(answered_at=Min("concernstep__at", filter=word_back))
    return answered.order_by("-raised_at", "pk")


def by_quarter(complaints: Sequence[Concern]) -> list[Quarter]:
    """In the order given. Counts of one quarter are by the day a complaint came."""
    grouped = groupby(complaints, key=lambda one: quarter_of(one.raised_at))
    return [_counted(starts_on, list(some)) for starts_on, some in grouped]


def quarter_of(moment: datetime) -> date:
    day = localtime(moment).date()
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _counted(starts_on: date, some: list) -> Quarter:
    counts = Counter()
    for one in some:
        counts["acknowledged"] += one.acknowledged_at is not None
        counts["answered"] += one.answered_at is not None
        counts["upheld"] += one.outcome == ConcernOutcome.UPHELD
        counts["open"] += one.closed_at is None
    return Quarter(
        starts_on,
        len(some),
        counts["acknowledged"],
        counts["answered"],
        counts["upheld"],
        counts["open"],
    )
