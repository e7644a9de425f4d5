"""Those on their way to us, and those whose break or stay is over."""

from datetime import datetime, timedelta

from django.urls import reverse

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.queries import uk_date
from volunteers import queries
from volunteers.enums import VolunteerStatus
from volunteers.models import Reference, Volunteer
from volunteers.naming import name_of
from volunteers.panels.joining import address_of_reference
from volunteers.panels.shared import address_of
from volunteers.today.rows import urgency

READ_WITHIN = timedelta(days=14)  # the page of thanks promises two weeks
TALK_WITHIN = timedelta(days=7)
JUDGE_WITHIN = timedelta(days=3)


def row_of(volunteer: Volunteer, longest: timedelta, now: datetime, since=None) -> Row:
    since = since or volunteer.status_since
    return Row(
        text=name_of(volunteer),
        url=address_of(volunteer),
        since=since,
        urgency=urgency(since, longest, now),
        detail=volunteer.site.name if volunteer.site else "Outside every site",
    )


def applied_at(volunteer: Volunteer) -> datetime:
    wrote = getattr(volunteer, "application", None)
    return wrote.sent_at if wrote else volunteer.status_since


def applications(user, now: datetime) -> list[Row]:
    waiting = queries.standing_at(user, VolunteerStatus.APPLICATION)
    return [row_of(one, READ_WITHIN, now, since=applied_at(one)) for one in waiting]


def interviews(user, now: datetime) -> list[Row]:
    waiting = queries.standing_at(user, VolunteerStatus.INTERVIEW)
    return [row_of(one, TALK_WITHIN, now, since=applied_at(one)) for one in waiting]


def to_sign_off(user, now: datetime) -> list[Row]:
    ready = queries.standing_at(user, VolunteerStatus.SIGN_OFF)
    return [row_of(one, TALK_WITHIN, now) for one in ready]


def about(reference: Reference, **columns) -> Row:
    return Row(
        text=f"{reference.name} about {name_of(reference.volunteer)}",
        url=address_of_reference(reference),
        **columns,
    )


def to_judge(user, now: datetime) -> list[Row]:
    return [
        about(
            one,
            since=one.answered_at,
            urgency=urgency(one.answered_at, JUDGE_WITHIN, now),
            detail="You wanted to ask more" if one.verdict else "Read it, and say what it is",
        )
        for one in queries.references_to_judge(user)
    ]


def to_chase(user, now: datetime) -> list[Row]:
    return [
        about(
            one,
            since=one.asked_at or one.named_at,
            urgency=Urgency.OVERDUE if one.asked_at else Urgency.NORMAL,
            detail=_how_to_ask(one),
        )
        for one in queries.references_to_chase(user, now)
    ]


def _how_to_ask(reference: Reference) -> str:
    if reference.asked_at:
        return "No answer in two weeks. Ring them, or ask her for someone else"
    return "Not asked yet" if reference.email else "Not asked yet. Ring them"


def away_too_long(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=name_of(one),
            url=address_of(one),
            since=one.leaves_on or one.back_on,
            detail="Said she would leave" if one.leaves_on else "Said she would be back",
        )
        for one in queries.away_too_long(user, uk_date(now))
    ]


def to_invite(user, now: datetime) -> list[Row]:
    return [row_of(one, TALK_WITHIN, now) for one in queries.volunteers_to_invite(user, now)]


def listed(status: VolunteerStatus):
    return lambda: f"{reverse('admin:volunteers_volunteer_changelist')}?status={status}"


QUEUES = (
    Queue(
        "volunteer-applications",
        "Applications to read",
        rows=applications,
        permission=roles.WORK_VOLUNTEERS,
        order=44,
        see_all=listed(VolunteerStatus.APPLICATION),
    ),
    Queue(
        "volunteer-interviews",
        "Interviews to hold",
        rows=interviews,
        permission=roles.WORK_VOLUNTEERS,
        order=45,
        see_all=listed(VolunteerStatus.INTERVIEW),
    ),
    Queue(
        "references-to-judge",
        "References that came in",
        rows=to_judge,
        permission=roles.WORK_VOLUNTEERS,
        order=46,
    ),
    Queue(
        "references-to-chase",
        "References to ask for",
        rows=to_chase,
        permission=roles.WORK_VOLUNTEERS,
        order=47,
    ),
    Queue(
        "volunteers-to-sign-off",
        "Ready to sign off",
        rows=to_sign_off,
        permission=roles.WORK_VOLUNTEERS,
        order=48,
        see_all=listed(VolunteerStatus.SIGN_OFF),
    ),
    Queue(
        "volunteers-to-invite",
        "Volunteers to invite: they cannot sign in yet",
        rows=to_invite,
        permission=roles.MANAGE_PEOPLE,
        order=48,
    ),
    Queue(
        "volunteers-back-or-gone",
        "Back from a break, or leaving",
        rows=away_too_long,
        permission=roles.WORK_VOLUNTEERS,
        order=49,
    ),
)
