"""Forms that may not come from a person: somebody looks, and their clock runs meanwhile."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from referrals import queries
from referrals.models import Concern, Referral
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
    wrote = wrote_to_us(user)
    if not roles.can(user, roles.WORK_CASES):  # who decides nothing here reads what was written
        waiting = waiting.filter(pk__in=wrote)
    return [why_held(one, first_call(one, now), wrote) for one in waiting]


def wrote_to_us(user) -> set[UUID]:
    """The held ones with which something came that somebody should read."""
    came = Concern.objects.visible_to(user).open().filter(queries.came_with_a_held_form())
    return set(came.values_list("referral", flat=True))


def why_held(referral: Referral, row: Row, wrote: Collection[UUID]) -> Row:
    too = ". A concern was written, too" if referral.pk in wrote else ""
    return replace(row, detail=f"{row.detail}. {referral.get_held_for_display()}{too}")
