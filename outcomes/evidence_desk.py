"""What the desk shows of reports and research: two places, and releases that wait."""

from datetime import datetime

from django.urls import reverse

from outcomes.releases import reading
from pim.access import roles
from pim.admin import places, today
from pim.admin.places import Place
from pim.admin.today import Queue, Row
from pim.models import User

FOR_RESEARCH = (roles.REQUEST_RELEASE, roles.APPROVE_RELEASE, roles.OPEN_STUDY)


def register() -> None:
    places.register(Place("Reports", "reports", (roles.SEE_REPORTS,)))
    places.register(Place("Research", "research", FOR_RESEARCH))
    today.register(
        Queue(
            "releases",
            "Research releases to approve",
            rows=releases_to_approve,
            permission=roles.APPROVE_RELEASE,
            order=80,
        )
    )


def releases_to_approve(user: User, now: datetime) -> list[Row]:
    return [
        Row(
            f"Release for {release.study.key}",
            reverse("release", args=[release.pk]),
            since=release.requested_at,
        )
        for release in reading.releases_for(user)
        if reading.may_approve(user, release)
    ]
