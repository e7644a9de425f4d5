"""While support runs and comes to its end: looks, pauses, endings, someone else instead."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format

from pim.access import roles
from pim.admin.today import Queue, Row, Urgency
from referrals.enums import Status
from referrals.queries import uk_date
from volunteers import queries
from volunteers.enums import Going
from volunteers.models import Match, Review
from volunteers.today.rows import about
from volunteers.today.rows import urgency as urgency_of

A_LOOK_MAY_SLIP = timedelta(days=14)
A_CHANGE_WAITS_AT_MOST = timedelta(days=7)


def halfway_looks(user, now: datetime) -> list[Row]:
    today = uk_date(now)
    return [
        about(
            match,
            since=(due := queries.halfway_on(match)),
            urgency=Urgency.OVERDUE if today - due > A_LOOK_MAY_SLIP else Urgency.NORMAL,
            detail=f"Half of the time has passed{planned(match)}. Ask her how it goes",
        )
        for match in queries.halfway_looks(user, today)
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
    begins = queries.notice_of_ending()
    due = queries.endings_to_plan(user, uk_date(now))
    return [ending(match, begins(match.referral), now) for match in due]


def ending(match: Match, since: date | None, now: datetime) -> Row:
    """Counted from the day on which it was to be planned, never from before they began."""
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
    if match.referral.status == Status.ENDING:
        since = end_on
    return about(match, since=max(since, uk_date(match.started_at)), urgency=urgency, detail=detail)


def asked_for_a_change(user, now: datetime) -> list[Row]:
    return [
        about(
            review.match,
            since=review.recorded_at,
            urgency=urgency_of(review.recorded_at, A_CHANGE_WAITS_AT_MOST, now),
            detail=f"{review.get_going_display()}. {next_step(review)}",
        )
        for review in queries.changes_asked_for(user)
    ]


def next_step(review: Review) -> str:
    if review.going == Going.ANOTHER_VOLUNTEER:
        return "Press “Someone else for her”, or look again with her"
    if review.match.referral.status == Status.ENDING:
        return "The ending has begun: end the match once they have met a last time"
    return "Begin the ending, or end the match"


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
        "asked-for-a-change",
        "She asked for a change",
        rows=asked_for_a_change,
        permission=roles.WORK_CASES,
        order=38,
    ),
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
