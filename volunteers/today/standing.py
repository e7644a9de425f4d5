"""Checks that have to be renewed, and mums whose volunteer cannot be there."""

from datetime import datetime, timedelta

from django.urls import reverse

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.queries import uk_date
from volunteers import queries
from volunteers.models import CoverNeed, Volunteer
from volunteers.naming import couple, name_of
from volunteers.panels.cover import why
from volunteers.queries import Recheck
from volunteers.wording import days

A_PLAN_TAKES_AT_MOST = timedelta(days=2)


def needs_cover(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=couple(need.match),
            url=reverse("admin:volunteers_coverneed_change", args=[need.pk]),
            since=min(need.since_on, uk_date(need.raised_at)),
            urgency=_how_pressing(need, now),
            detail=f"{why(need)}. {_planned(need)}",
        )
        for need in queries.needs_for_cover(user)
    ]


def _how_pressing(need: CoverNeed, now: datetime) -> Urgency:
    has_plan = bool(need.plan or need.covered_by_id)
    is_late = now - need.raised_at > A_PLAN_TAKES_AT_MOST and not has_plan
    return Urgency.OVERDUE if is_late else Urgency.NORMAL


def _planned(need: CoverNeed) -> str:
    if need.covered_by:
        return f"{need.covered_by.volunteer.first_name} is asked"
    return "There is a plan: is it settled?" if need.plan else "Plan what happens for the mum"


def checks_to_renew(user, now: datetime) -> list[Row]:
    """What runs out first on top; then checks that are missing or of another level."""
    today = uk_date(now)
    due = [_recheck(one) for one in queries.rechecks_due(on=today, user=user)]
    wrong = [_wrong(*one) for one in queries.not_enough(user, on=today)]
    return sorted([*due, *wrong], key=lambda row: row.urgency)


def _recheck(one: Recheck) -> Row:
    what, left = one.check.get_kind_display(), one.days_left
    ran_out = f"{what}: ran out, so nobody new is proposed to her"
    return Row(
        text=name_of(one.volunteer),
        url=_page(one.volunteer),
        since=one.check.recheck_on if left <= 0 else None,
        urgency=Urgency.OVERDUE if left <= 0 else Urgency.NORMAL,
        detail=f"{what}: {days(left)} left" if left > 0 else ran_out,
    )


def _wrong(volunteer: Volunteer, wrong: str) -> Row:
    return Row(
        text=name_of(volunteer),
        url=_page(volunteer),
        urgency=Urgency.OVERDUE,
        detail=f"Missing: {wrong}. Nobody new is proposed to her",
    )


def _page(volunteer: Volunteer) -> str:
    return reverse("admin:volunteers_volunteer_change", args=[volunteer.pk])


QUEUES = (
    Queue(
        "needs-cover",
        "Mums who need cover",
        rows=needs_cover,
        permission=roles.WORK_CASES,
        order=38,
        see_all=lambda: reverse("admin:volunteers_coverneed_changelist"),
    ),
    Queue(
        "checks-to-renew",
        "Checks to renew",
        rows=checks_to_renew,
        permission=roles.WORK_VOLUNTEERS,
        order=44,
    ),
)
