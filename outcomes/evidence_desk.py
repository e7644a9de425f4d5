"""What the desk shows of reports and research: two places, and releases that wait."""

from datetime import datetime

from django.urls import reverse

from outcomes import research
from pim.access import roles
from pim.admin import places, today
from pim.admin.places import Place
from pim.admin.today import Queue, Row
from pim.models import User


def register() -> None:
    places.register(Place("Reports", "reports", (roles.SEE_REPORTS,)))
    places.register(Place("Research", "research", (roles.REQUEST_RELEASE, roles.APPROVE_RELEASE)))
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
        for release in research.releases_for(user)
        if research.may_approve(user, release)
    ]
