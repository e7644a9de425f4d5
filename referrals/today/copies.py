"""Copies that women asked for: to be looked through, or decided about by a second person."""

from datetime import datetime, timedelta

from django.urls import reverse

from pim import clock
from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from referrals import queries
from referrals.copies.enums import CopyStanding
from referrals.models import RecordCopy

SOON = timedelta(days=3)  # looked through and decided by then, or it will be late


def register() -> None:
    for key, title, permission, standing, order in (
        ("copies", "Copies to look through", roles.WORK_CASES, CopyStanding.LOOKED_AT, 68),
        (
            "copies-to-give",
            "Copies: a second person decides",
            roles.GIVE_COPIES,
            CopyStanding.TO_DECIDE,
            69,
        ),
    ):
        today.register(
            Queue(
                key,
                title,
                rows=_rows_of(standing),
                permission=permission,
                order=order,
                see_all=_all_of(standing),
            )
        )


def _all_of(standing: CopyStanding):
    return lambda: reverse("admin:referrals_recordcopy_changelist") + f"?state={standing}"


def _rows_of(standing: CopyStanding):
    def rows(user, now: datetime) -> list[Row]:
        waiting = queries.copies_owed(user).filter(standing=standing)
        if standing == CopyStanding.TO_DECIDE:
            waiting = waiting.exclude(reviewed_by=user)
        return [_row(copy, now) for copy in waiting]

    return rows


def _row(copy: RecordCopy, now: datetime) -> Row:
    left = copy.due_on - clock.day_of(now)
    return Row(
        text=copy.referral.reference,
        url=reverse("admin:referrals_recordcopy_change", args=[copy.pk]),
        since=copy.made_at,
        urgency=Urgency.OVERDUE if left <= SOON else Urgency.NORMAL,
        detail=f"owed by {copy.due_on:%-d %B}",
    )
