"""Forms that may not come from a person: somebody looks, and their clock runs meanwhile."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from referrals.models import Referral
from referrals.today.incoming import first_call, listed, seen


def register() -> None:
    today.register(
        Queue(
            "referrals-held",
            "Held back: is it real?",
            rows=held_back,
            permission=roles.SEE_CASES,
            order=24,
            see_all=partial(listed, "held"),
        )
    )


def held_back(user, now: datetime) -> list[Row]:
    waiting = seen(user).held().order_by("asked_at")
    return [why_held(one, first_call(one, now)) for one in waiting]


def why_held(referral: Referral, row: Row) -> Row:
    return replace(row, detail=f"{row.detail}. {referral.get_held_for_display()}")
