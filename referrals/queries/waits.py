"""How long people wait from being accepted to their first meeting, said honestly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Min

from pim.access import reach
from pim.models import Site
from referrals.enums import Status
from referrals.models import ReferralEvent

FEWEST = 10
"""Fewer starts than this say nothing about the next one."""
NEWEST = 20
LOOKING_BACK = timedelta(days=365)


def most_wait_weeks(days: Sequence[int]) -> int | None:
    """In how many weeks three in four of them had started, rounded up; None where too few did."""
    if len(days) < FEWEST:
        return None
    three_in_four = sorted(days)[ceil(len(days) * 3 / 4) - 1]
    return max(1, ceil(three_in_four / 7))


def expected_wait_weeks(site: Site | None, now: datetime) -> int | None:
    return most_wait_weeks(recent_waits(site, now)) if site else None


@reach.further("how long others waited; a number of weeks")
def recent_waits(site: Site, now: datetime) -> list[int]:
    """Days from accepted to the first meeting, of those who started last; not imported ones."""
    starts = (
        ReferralEvent.objects.filter(
            referral__site=site,
            referral__accepted_at__isnull=False,
            referral__importedline__isnull=True,
            to_status=Status.IN_SUPPORT,
        )
        .values("referral", "referral__accepted_at")
        .annotate(started_at=Min("at"))
        .filter(started_at__gt=now - LOOKING_BACK, started_at__lte=now)
        .order_by("-started_at", "referral")
    )
    return [
        max(0, (one["started_at"] - one["referral__accepted_at"]).days) for one in starts[:NEWEST]
    ]
