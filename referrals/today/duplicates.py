"""New ones who may be known to us already: look before you ring."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

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
            see_all=lambda: reverse("maybe-the-same"),
        )
    )


def maybe_the_same(user, now: datetime) -> list[Row]:
    """Each person once with all who may be her, also where several are new. Few queries, always."""
    incoming = Referral.objects.visible_to(user).incoming().select_related("parent")
    new = list(incoming.order_by("asked_at"))
    found = queries.possible_duplicates_of(user, new)
    shown: list[set[UUID]] = []
    rows = []
    for referral in new:
        likely = [one for one in found[referral.pk] if one.is_likely]
        people = {referral.parent_id, *(one.other.parent_id for one in likely)}
        if likely and not any(people <= group for group in shown):
            rows.append(_row(referral, likely))
            shown.append(people)
    return rows


def _row(referral: Referral, likely: Sequence[queries.Likeness]) -> Row:
    """Of two the page that compares them; of more her own page, where each is to be compared."""
    first, *rest = likely
    others = f" and {len(rest)} more" if rest else ""
    page = reverse("admin:referrals_referral_change", args=[referral.pk])
    compare = reverse("compare-referrals", args=[referral.pk, first.other.pk])
    return Row(
        text=f"{_called(referral)} and {_called(first.other)}{others}",
        url=page if rest else compare,
        since=referral.asked_at,
        detail=capfirst("; ".join(first.why)),
    )


def _called(referral: Referral) -> str:
    return f"{referral.parent.called or 'Erased'}, {referral.reference}"
