"""A due date has passed, or a birthday came through a link: somebody asks kindly, and never by an
automatic message."""

from dataclasses import replace
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

    today.register(
        Queue(
            "births-by-link",
            "A birthday came through a link: ask her when you speak",
            rows=by_link,
            permission=roles.WORK_CASES,
            order=46,
        )
    )


def by_link(user, now: datetime) -> list[Row]:
    return [said(referral) for referral in queries.birthdays_by_link(user)]


def said(referral: Referral) -> Row:
    """It may not have been her: no word was typed."""
    born = date_format(referral.born_on, "j F Y")
    return replace(
        row(referral),
        since=referral.birth_by_link_at,
        detail=f"Born {born}, it says. Wrong? Choose “The due date is another day”",
    )


def due_dates(user, now: datetime) -> list[Row]:
    return [row(referral) for referral in queries.due_date_passed(user, now)]


def row(referral: Referral) -> Row:
    return Row(
        text=f"{referral.parent.called or 'Erased'}, {referral.reference}",
        url=reverse("admin:referrals_referral_change", args=[referral.pk]),
        detail=_due(referral),
    )


def _due(referral: Referral) -> str:
    if referral.due_on is None:
        return ""
    return f"Due {date_format(referral.due_on, 'j F')}. Let her tell it in her own words first"
