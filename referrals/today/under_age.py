"""Whoever is under 18, until the safeguarding lead has looked at what that needs."""

from datetime import datetime

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from referrals import queries
from referrals.today.incoming import row, seen


def register() -> None:
    today.register(
        Queue(
            "referrals-under-age",
            "Under 18: the safeguarding lead looks at the checks",
            rows=young,
            permission=roles.SEE_RISK,
            order=12,
        )
    )


def young(user, now: datetime) -> list[Row]:
    waiting = seen(user).filter(pk__in=queries.under_age().values("pk")).order_by("asked_at")
    return [
        row(one, since=one.asked_at, detail=one.parent.get_age_band_display()) for one in waiting
    ]
