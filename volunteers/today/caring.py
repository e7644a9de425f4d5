"""Volunteers who need somebody to talk to, and money that is on its way to them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.urls import reverse

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.queries import uk_date
from volunteers import money, queries
from volunteers.enums import ExpenseStatus
from volunteers.models import Volunteer
from volunteers.naming import name_of
from volunteers.today.rows import urgency

A_RING_WAITS_AT_MOST = timedelta(days=1)
A_TALK_MAY_SLIP = timedelta(days=7)
MONEY_WAITS_AT_MOST = timedelta(days=14)


def rings(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=name_of(volunteer),
            url=_page_of(volunteer),
            since=volunteer.ring_me_at,
            urgency=urgency(volunteer.ring_me_at, A_RING_WAITS_AT_MOST, now),
            detail="She asked you to ring her",
        )
        for volunteer in queries.asked_for_a_ring(user)
    ]


def hard_contacts(user, now: datetime) -> list[Row]:
    today = uk_date(now)
    return [
        Row(
            text=name_of(session.match.volunteer),
            url=_talk_with(session.match.volunteer),
            since=session.logged_at,
            urgency=_pressing(today > queries.debrief_by(session)),
            detail=f"A hard contact on {session.held_on:%-d %B}. Talk about it with her",
        )
        for session in queries.debriefs_due(user)
    ]


def check_ins(user, now: datetime) -> list[Row]:
    return _talks(queries.check_ins_due(user, on=uk_date(now)), "Nobody has talked to her", now)


def supervisions(user, now: datetime) -> list[Row]:
    return _talks(queries.supervisions_due(user, on=uk_date(now)), "No supervision", now)


def _talks(volunteers, nothing_yet: str, now: datetime) -> list[Row]:
    return [
        Row(
            text=name_of(volunteer),
            url=_talk_with(volunteer),
            since=volunteer.counted_from,
            urgency=_pressing(uk_date(now) - volunteer.due_on > A_TALK_MAY_SLIP),
            detail="Last talk then" if volunteer.last_talk else f"{nothing_yet} since she began",
        )
        for volunteer in volunteers
    ]


def expenses(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=f"{name_of(expense.volunteer)}: {money.pounds(expense.pence)}",
            url=reverse("admin:volunteers_expense_change", args=[expense.pk]),
            since=expense.claimed_at,
            urgency=urgency(expense.claimed_at, MONEY_WAITS_AT_MOST, now),
            detail="To be paid" if expense.status == ExpenseStatus.APPROVED else "To be approved",
        )
        for expense in queries.expenses_to_look_at(user)
    ]


def _page_of(volunteer: Volunteer) -> str:
    return reverse("admin:volunteers_volunteer_change", args=[volunteer.pk])


def _talk_with(volunteer: Volunteer) -> str:
    return reverse("admin:volunteers_volunteer_do", args=[volunteer.pk, "record-talk"])


def _pressing(is_late: bool) -> Urgency:
    return Urgency.OVERDUE if is_late else Urgency.NORMAL


def _due_for(talk: str) -> Callable[[], str]:
    return lambda: f"{reverse('admin:volunteers_volunteer_changelist')}?talk={talk}"


QUEUES = (
    Queue(
        "volunteers-to-ring",
        "A volunteer asks you to ring her",
        rows=rings,
        permission=roles.WORK_VOLUNTEERS,
        order=16,
    ),
    Queue(
        "volunteer-debriefs",
        "Talk after a hard contact",
        rows=hard_contacts,
        permission=roles.WORK_VOLUNTEERS,
        order=17,
    ),
    Queue(
        "volunteer-check-ins",
        "Volunteers to check in with",
        rows=check_ins,
        permission=roles.WORK_VOLUNTEERS,
        order=62,
        see_all=_due_for("check-in"),
    ),
    Queue(
        "volunteer-supervisions",
        "Supervision due",
        rows=supervisions,
        permission=roles.WORK_VOLUNTEERS,
        order=63,
        see_all=_due_for("supervision"),
    ),
    Queue(
        "volunteer-expenses",
        "Expenses to look at",
        rows=expenses,
        permission=roles.WORK_VOLUNTEERS,
        order=64,
        see_all=lambda: f"{reverse('admin:volunteers_expense_changelist')}?status=claimed",
    ),
)
