"""When each woman was last asked each questionnaire, and last answered it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, Q

from outcomes.enums import RequestStatus, ResponseStatus
from outcomes.models import RequestInstrument, Response
from pim import clock

Key = tuple[UUID, str]
"""A referral, and the key of a questionnaire in whatever version."""


class Lately(NamedTuple):
    """What ``Facts`` asks of it by the same names."""

    answered_on: date | None = None
    asked_on: date | None = None
    asked_until: date | None = None


def lately(referrals: Iterable[UUID]) -> Mapping[Key, Lately]:
    """By referral and questionnaire; two queries."""
    hers = list(referrals)
    answered, asked = _answered(hers), _asked(hers)
    return {
        key: Lately(answered.get(key), *asked.get(key, (None, None)))
        for key in answered.keys() | asked.keys()
    }


def _answered(referrals: list[UUID]) -> dict[Key, date]:
    done = Response.objects.filter(request__referral__in=referrals, status=ResponseStatus.COMPLETED)
    rows = done.values_list("request__referral_id", "instrument__key").annotate(
        last_at=Max("completed_at")
    )
    return {(referral, key): clock.day_of(last_at) for referral, key, last_at in rows if last_at}


def _asked(referrals: list[UUID]) -> dict[Key, tuple[date, date | None]]:
    """By a wave: what staff type in besides asks her nothing."""
    put = RequestInstrument.objects.filter(
        request__referral__in=referrals, request__wave__isnull=False
    )
    is_open = Q(request__status=RequestStatus.OPEN)
    rows = put.values_list("request__referral_id", "instrument__key").annotate(
        last_at=Max("request__opened_at"), closes_at=Max("request__closes_at", filter=is_open)
    )
    return {
        (referral, key): (clock.day_of(last_at), closes_at and _last_day(closes_at))
        for referral, key, last_at, closes_at in rows
    }


def _last_day(closes_at: datetime) -> date:
    return clock.day_of(closes_at - timedelta(seconds=1))
