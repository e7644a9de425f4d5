"""A due date has passed: somebody asks kindly, and never by an automatic message."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from referrals import queries
from referrals.models import Referral


def register() -> None:
    today.register(
        Queue(
            "due-dates",
            "Due date has passed: ask kindly how things are",
            rows=due_dates,
            permission=roles.WORK_CASES,
            order=45,
            see_all=lambda: reverse("admin:referrals_referral_changelist"),
        )
    )


def due_dates(user, now: datetime) -> list[Row]:
    return [row(referral) for referral in queries.due_date_passed(user, now)]


def row(referral: Referral) -> Row:
    return Row(
        text=f"{referral.parent.called or 'Erased'}, {referral.reference}",
        url=reverse("admin:referrals_referral_change", args=[referral.pk]),
        detail=f"Due {date_format(referral.due_on, 'j F')}. Let her tell it in her own words first",
    )
