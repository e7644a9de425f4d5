"""While support runs and comes to its end: looks, pauses, endings, someone else instead."""

from datetime import datetime

from django.utils.formats import date_format

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.enums import Status
from referrals.queries import uk_date
from volunteers import queries
from volunteers.models import Match
from volunteers.today.rows import about


def halfway_looks(user, now: datetime) -> list[Row]:
    return [
        about(
            match,
            since=match.started_at,
            detail=f"Half of the time has passed{planned(match)}. Ask her how it goes",
        )
        for match in queries.halfway_looks(user, uk_date(now))
    ]


def pauses(user, now: datetime) -> list[Row]:
    return [
        about(
            pause.match,
            since=pause.look_again_on,
            detail=f"Paused: {pause.get_why_display().lower()}. Can it go on?",
        )
        for pause in queries.pauses_to_look_at(user, uk_date(now))
    ]


def endings(user, now: datetime) -> list[Row]:
    return [ending(match, now) for match in queries.endings_to_plan(user, uk_date(now))]


def ending(match: Match, now: datetime) -> Row:
    end_on = match.referral.planned_end_on
    is_past = end_on < uk_date(now)
    if match.referral.status == Status.MATCHED:
        detail = "They have not met yet. More time, or somebody else?"
    elif match.referral.status == Status.ENDING:
        detail = "The planned end has passed. End it, or let it go on for longer"
    elif is_past:
        detail = "The planned end has passed, and no ending has begun"
    else:
        detail = f"Planned end: {date_format(end_on, 'j F')}. Talk with both, and begin the ending"
    urgency = Urgency.OVERDUE if is_past else Urgency.NORMAL
    return about(match, since=match.started_at, urgency=urgency, detail=detail)


def changes(user, now: datetime) -> list[Row]:
    return [
        about(
            match,
            since=match.ended_at,
            detail="Someone else for her. Ring her, note the call, and look for someone",
        )
        for match in queries.changes_to_talk_about(user)
    ]


def planned(match: Match) -> str:
    end_on = match.referral.planned_end_on
    return f", the end is planned for {date_format(end_on, 'j F')}" if end_on else ""


QUEUES = (
    Queue(
        "someone-else",
        "Someone else instead: to ring her",
        rows=changes,
        permission=roles.WORK_CASES,
        order=39,
    ),
    Queue("pauses", "Pauses to look at again", rows=pauses, permission=roles.WORK_CASES, order=44),
    Queue(
        "halfway-looks",
        "Half-way looks",
        rows=halfway_looks,
        permission=roles.WORK_CASES,
        order=45,
    ),
    Queue("endings", "Endings to plan", rows=endings, permission=roles.WORK_CASES, order=46),
)
