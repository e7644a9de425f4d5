"""Mums who would like a group and have no place yet; and groups that come to their end for one."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.queries import uk_date
from volunteers import queries
from volunteers.today.rows import waited_long, with_her_place


def waiting_for_a_group(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=f"{referral.parent.called or 'Erased'}, {referral.reference}",
            url=reverse("admin:referrals_referral_change", args=[referral.pk]),
            since=referral.waits_for_somebody_since,
            urgency=waited_long(referral),
            detail=with_her_place(referral, f"{referral.site}: give her a place in a group"),
        )
        for referral in queries.waiting_for_a_group(user)
    ]


def groups_that_end_for_her(user, now: datetime) -> list[Row]:
    today, begins = uk_date(now), queries.notice_of_ending()
    return [
        Row(
            text=f"{place.referral.parent.called or 'Erased'}, {place.group}",
            url=reverse("admin:volunteers_groupplace_change", args=[place.pk]),
            since=max(begins(place.referral), place.joined_on),
            urgency=Urgency.OVERDUE if place.referral.planned_end_on < today else Urgency.NORMAL,
            detail=f"Planned end: {date_format(place.referral.planned_end_on, 'j F')}. "
            "Talk with her: more time, or an ending?",
        )
        for place in queries.group_endings_to_plan(user, today)
    ]


QUEUES = (
    Queue(
        "waiting-for-a-group",
        "Waiting for a place in a group",
        rows=waiting_for_a_group,
        permission=roles.WORK_CASES,
        order=40,
        see_all=lambda: reverse("admin:volunteers_supportgroup_changelist"),
    ),
    Queue(
        "group-endings",
        "Groups that come to their end for her",
        rows=groups_that_end_for_her,
        permission=roles.WORK_CASES,
        order=46,
    ),
)
