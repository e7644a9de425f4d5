"""Home visits somebody must see to at once, first meetings, and volunteers who rest."""

from datetime import datetime, timedelta

from django.urls import reverse

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.queries import uk_date
from volunteers import queries, visit_rules
from volunteers.enums import VolunteerStatus
from volunteers.models import HomeVisit, MeetingTime, Volunteer
from volunteers.naming import couple, name_of
from volunteers.panels.shared import address_of
from volunteers.wording import in_words

A_BREAK_IS_NEW_FOR = timedelta(days=7)


def about(visit: HomeVisit, **columns) -> Row:
    return Row(
        text=f"{name_of(visit.match.volunteer)}, until {in_words(visit.ends_at)}",
        url=reverse("admin:volunteers_homevisit_change", args=[visit.pk]),
        **columns,
    )


def alarms(user, now: datetime) -> list[Row]:
    return [
        about(
            visit,
            since=visit.ends_at,
            urgency=Urgency.OVERDUE if _is_quiet(visit, now) else Urgency.AT_ONCE,
            detail=f"{visit.seen_by.name} is seeing to it"
            if visit.seen_at
            else "Ring her now, and say that you are seeing to it",
        )
        for visit in queries.alarms(user)
    ]


def _is_quiet(visit: HomeVisit, now: datetime) -> bool:
    return visit.seen_at is not None and now < visit_rules.goes_on_at(visit.seen_at)


def unanswered(user, now: datetime) -> list[Row]:
    return [
        about(
            visit,
            since=visit.starts_at,
            urgency=Urgency.AT_ONCE if visit.started_at else Urgency.NORMAL,
            detail="It is going on, and whoever answered for it has left"
            if visit.started_at
            else "It cannot start until somebody says: I answer for this visit",
        )
        for visit in queries.unanswered_visits(user, now=now)
    ]


def about_time(time: MeetingTime, detail: str) -> Row:
    return Row(
        text=couple(time.match),
        url=reverse("admin:volunteers_meetingtime_change", args=[time.pk]),
        since=time.offered_at,
        detail=detail,
    )


def to_tell(user, now: datetime) -> list[Row]:
    waiting = queries.times_to_tell(user, now)
    return [about_time(one, "Ring her: does one of the times suit her?") for one in waiting]


def first_meetings(user, now: datetime) -> list[Row]:
    return [
        about_time(one, f"They meet on {in_words(one.starts_at)}: come along")
        for one in queries.first_meetings_to_join(user, now)
    ]


def _back(volunteer: Volunteer) -> str:
    return f"Back on {volunteer.back_on:%-d %B}. " if volunteer.back_on else ""


def new_breaks(user, now: datetime) -> list[Row]:
    resting = queries.standing_at(user, VolunteerStatus.ON_BREAK)
    return [
        Row(
            text=name_of(one),
            url=address_of(one),
            since=one.status_since,
            detail=_back(one) + "Ask how she is.",
        )
        for one in resting.filter(status_since__gt=now - A_BREAK_IS_NEW_FOR)
        if not one.back_on or one.back_on > uk_date(now)
    ]


QUEUES = (
    Queue(
        "visit-alarms",
        "Not back from a home visit",
        rows=alarms,
        permission=roles.ANSWER_VISITS,
        order=0,
    ),
    Queue(
        "visits-unanswered",
        "Home visits nobody answers for",
        rows=unanswered,
        permission=roles.ANSWER_VISITS,
        order=3,
    ),
    Queue(
        "first-meetings",
        "First meetings to join",
        rows=first_meetings,
        permission=roles.WORK_CASES,
        order=27,
    ),
    Queue(
        "times-to-tell",
        "Times to tell her",
        rows=to_tell,
        permission=roles.WORK_CASES,
        order=28,
    ),
    Queue(
        "new-breaks",
        "Volunteers who began a break",
        rows=new_breaks,
        permission=roles.WORK_VOLUNTEERS,
        order=49,
    ),
)
