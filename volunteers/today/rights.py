"""Volunteers somebody asked to be erased, for the second person."""

from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin import places, today
from pim.admin.places import Place
from pim.admin.today import Queue, Row
from volunteers.models import VolunteerErasure
from volunteers.naming import numbered


def register() -> None:
    places.register(Place("Volunteers to erase", "volunteers-to-erase", (roles.SEE_ERASURES,)))
    today.register(
        Queue(
            "volunteer-erasures",
            "Volunteers to be erased: a second person decides",
            rows=to_decide,
            permission=roles.DECIDE_ERASURE,
            order=71,
            see_all=lambda: reverse("admin:volunteers_volunteererasure_changelist"),
        )
    )


def to_decide(user, now: datetime) -> list[Row]:
    waiting = VolunteerErasure.objects.visible_to(user).waiting().exclude(asked_by=user)
    return [
        Row(
            text=numbered(erasure.volunteer),
            url=reverse("admin:volunteers_volunteererasure_change", args=[erasure.pk]),
            since=erasure.asked_at,
            detail=erasure.get_why_display(),
        )
        for erasure in waiting.select_related("volunteer").order_by("asked_at")
    ]
