"""Records that somebody asked to be erased, for the second person."""

from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin import places, today
from pim.admin.places import Place
from pim.admin.today import Queue, Row
from referrals.models import Erasure


def register() -> None:
    places.register(Place("Due to be erased", "due-to-be-erased", (roles.SEE_ERASURES,)))
    today.register(
        Queue(
            "erasures",
            "To be erased: a second person decides",
            rows=to_decide,
            permission=roles.DECIDE_ERASURE,
            order=70,
            see_all=lambda: reverse("admin:referrals_erasure_changelist") + "?state=asked",
        )
    )


def to_decide(user, now: datetime) -> list[Row]:
    waiting = Erasure.objects.visible_to(user).waiting().exclude(asked_by=user)
    return [
        Row(
            text=erasure.reference,
            url=reverse("admin:referrals_erasure_change", args=[erasure.pk]),
            since=erasure.asked_at,
            detail=erasure.get_why_display(),
        )
        for erasure in waiting.order_by("asked_at")
    ]
