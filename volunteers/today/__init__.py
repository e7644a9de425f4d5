"""What a coordinator must do today about volunteers and matches, and how she finds one."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from pim.admin import search, today
from pim.admin.panels import Link
from pim.admin.search import Hit
from pim.messages import ledger
from volunteers import queries
from volunteers.models import Volunteer
from volunteers.naming import name_of
from volunteers.today import (
    caring,
    groups,
    joining,
    matching,
    rights,
    standing,
    supporting,
    training,
    visiting,
)


def register() -> None:
    for queue in (*groups.QUEUES, *supporting.QUEUES):
        today.register(queue)
    for queue in (*visiting.QUEUES, *standing.QUEUES):
        today.register(queue)
    for queue in (*matching.QUEUES, *joining.QUEUES):
        today.register(queue)
    for queue in (*caring.QUEUES, *training.QUEUES):
        today.register(queue)
    rights.register()
    search.register(hits)
    ledger.add(lambda user: Volunteer.objects.visible_to(user).values("pk"), links=named)


def named(ids: Collection[UUID]) -> dict[UUID, Link]:
    """What the list of messages calls the volunteers they are about."""
    return {
        one.pk: Link(name_of(one), reverse("admin:volunteers_volunteer_change", args=[one.pk]))
        for one in Volunteer.objects.filter(pk__in=ids)
    }


def hits(user, text: str) -> list[Hit]:
    return [
        Hit(
            title=name_of(volunteer),
            kind="Volunteers",
            url=reverse("admin:volunteers_volunteer_change", args=[volunteer.pk]),
            detail=volunteer.get_status_display(),
        )
        for volunteer in queries.found(user, text)[: search.MOST]
    ]
