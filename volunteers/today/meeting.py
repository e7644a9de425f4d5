"""The matching meeting that is open."""

from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin.today import Queue, Row
from volunteers.models import MatchingMeeting


def open_meetings(user, now: datetime) -> list[Row]:
    seen = MatchingMeeting.objects.visible_to(user).open().select_related("site")
    return [
        Row(
            text=f"Matching meeting, {one.site}",
            url=reverse("admin:volunteers_meeting", args=[one.pk]),
            since=one.opened_at,
        )
        for one in seen.order_by("opened_at", "pk")
    ]


QUEUES = (
    Queue(
        "matching_meeting",
        "Matching meeting open",
        rows=open_meetings,
        permission=roles.WORK_CASES,
        order=28,
    ),
)
