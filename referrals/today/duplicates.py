"""New ones who may be known to us already: look before you ring."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from referrals import queries
from referrals.models import Referral


def register() -> None:
    today.register(
        Queue(
            "referrals-duplicates",
            "Maybe the same person",
            rows=maybe_the_same,
            permission=roles.WORK_CASES,
            order=21,
        )
    )


def maybe_the_same(user, now: datetime) -> list[Row]:
    """Each pair of referrals once, also where both are new. Always the same few queries."""
    incoming = Referral.objects.visible_to(user).incoming().select_related("parent")
    new = list(incoming.order_by("asked_at"))
    found, told = queries.possible_duplicates_of(user, new), set()
    rows = []
    for referral in new:
        for likeness in found[referral.pk]:
            pair = frozenset([referral.pk, likeness.other.pk])
            if likeness.is_likely and pair not in told:
                rows.append(_row(referral, likeness))
            told.add(pair)
    return rows


def _row(referral: Referral, likeness: queries.Likeness) -> Row:
    other = likeness.other
    return Row(
        text=f"{_called(referral)} and {_called(other)}",
        url=reverse("compare-referrals", args=[referral.pk, other.pk]),
        since=referral.asked_at,
        detail=capfirst("; ".join(likeness.why)),
    )


def _called(referral: Referral) -> str:
    return f"{referral.parent.called or 'Erased'}, {referral.reference}"
