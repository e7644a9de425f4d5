"""Entries of the list of other services that somebody has to look at again."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from referrals import queries
from referrals.models import Signpost


def register() -> None:
    today.register(
        Queue(
            "signposts",
            "Other services: entries to check again",
            rows=to_check,
            permission=roles.SEE_SITES,
            order=80,
            see_all=lambda: f"{reverse('admin:referrals_signpost_changelist')}?stands=live",
        )
    )


def to_check(user, now: datetime) -> list[Row]:
    on = queries.uk_date(now)
    if not any(roles.can(user, one) for one in (roles.WORK_CASES, roles.MANAGE_SITES)):
        return []
    return [
        _row(entry, late=entry.review_due_on < on) for entry in queries.services_to_check(user, on)
    ]


def _row(entry: Signpost, *, late: bool) -> Row:
    return Row(
        text=entry.name,
        url=reverse("admin:referrals_signpost_change", args=[entry.pk]),
        since=entry.reviewed_on,
        urgency=Urgency.OVERDUE if late else Urgency.NORMAL,
        detail=f"Check again by {date_format(entry.review_due_on, 'j F Y')}",
    )
