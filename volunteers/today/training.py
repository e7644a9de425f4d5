"""Registers nobody took, and courses that are over."""

from datetime import datetime, timedelta

from django.urls import reverse

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.queries import uk_date
from volunteers import queries
from volunteers.naming import name_of
from volunteers.panels.shared import address_of
from volunteers.today.rows import urgency

A_REGISTER_WAITS_AT_MOST = timedelta(days=7)
A_PLACE_IS_FOUND_WITHIN = timedelta(days=28)


def registers(user, now: datetime) -> list[Row]:
    today = uk_date(now)
    return [
        Row(
            text=f"{day.cohort.name}: {day.title}",
            url=reverse("admin:volunteers_trainingday_do", args=[day.pk, "register"]),
            since=day.held_on,
            urgency=_pressing(today - day.held_on > A_REGISTER_WAITS_AT_MOST),
            detail="Who was there?",
        )
        for day in queries.registers_missing(user, on=today)
    ]


def on_no_course(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=name_of(one),
            url=address_of(one),
            since=one.status_since,
            urgency=urgency(one.status_since, A_PLACE_IS_FOUND_WITHIN, now),
            detail="In training, and on no course: give her a place in a group",
        )
        for one in queries.on_no_course(user)
    ]


def courses_over(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=f"{name_of(place.volunteer)}, {place.cohort.name}",
            url=reverse("admin:volunteers_enrolment_change", args=[place.pk]),
            since=place.last_day,
            detail=_what_is_left(queries.progress_of(place)),
        )
        for place in queries.to_round_off(user, on=uk_date(now))
    ]


def _what_is_left(progress: queries.Progress) -> str:
    if progress.is_enough:
        return f"{progress}: say that she has completed it"
    return f"{progress}: {queries.hours(progress.missing)} missing. Plan with her how to catch up"


def _pressing(is_late: bool) -> Urgency:
    return Urgency.OVERDUE if is_late else Urgency.NORMAL


QUEUES = (
    Queue(
        "on-no-course",
        "In training, without a course",
        rows=on_no_course,
        permission=roles.WORK_VOLUNTEERS,
        order=59,
        see_all=lambda: reverse("admin:volunteers_cohort_changelist"),
    ),
    Queue(
        "training-registers",
        "Training registers to take",
        rows=registers,
        permission=roles.WORK_VOLUNTEERS,
        order=60,
        see_all=lambda: reverse("admin:volunteers_cohort_changelist"),
    ),
    Queue(
        "training-over",
        "Training that is over",
        rows=courses_over,
        permission=roles.WORK_VOLUNTEERS,
        order=61,
        see_all=lambda: reverse("admin:volunteers_cohort_changelist"),
    ),
)
