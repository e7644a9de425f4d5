"""Those who wait, proposals, silences, private notes, new volunteers."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from pim.access import roles
from pim.admin.today import Queue, Row
from volunteers import queries
from volunteers.models import Match
from volunteers.naming import name_of
from volunteers.today.rows import about, urgency, waited_long, with_her_place
from volunteers.wording import days

A_SLOW_ANSWER = timedelta(days=3)
AN_ENQUIRY_WAITS_AT_MOST = timedelta(days=14)  # the enquiry page promises two weeks


def waiting_for_a_match(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=f"{referral.parent.called}, {referral.reference}",
            url=reverse("admin:volunteers_match_for", args=[referral.pk]),
            since=referral.waits_for_somebody_since,
            urgency=waited_long(referral),
            detail=with_her_place(referral, f"{referral.site}: find a volunteer"),
        )
        for referral in queries.waiting_without_proposal(user)
    ]


def proposals(user, now: datetime) -> list[Row]:
    found = list(queries.open_proposals(user))
    left = queries.days_left(found, now=now)
    told = queries.told_of_news(found)
    ring = queries.asked_for_a_ring_about(found)
    return [_proposal(match, left[match.pk], _asks_her(match, told, ring), now) for match in found]


def _asks_her(match: Match, told: Collection[UUID], ring: Collection[UUID]) -> str:
    if match.pk in ring:
        return "she asks us to ring her first"
    return (
        "her page asks her, and we wrote to her: or ring her" if match.pk in told else "ask her now"
    )


def _proposal(match: Match, left: int, asks: str, now: datetime) -> Row:
    """Whoever is asked, and how many days are left before we look for somebody else."""
    since, name = match.volunteer_agreed_at or match.proposed_at, match.volunteer.first_name
    stands = f"said yes: {asks}" if match.volunteer_agreed_at else "has not answered yet"
    until = f"{days(left)} left" if left > 0 else "the last day is today"
    return about(
        match,
        since=since,
        urgency=urgency(since, A_SLOW_ANSWER, now),
        detail=f"{name} {stands}, {until}",
    )


def quiet_matches(user, now: datetime) -> list[Row]:
    return [
        about(
            match,
            since=match.last_held or match.started_at,
            detail="Last session then. Ask how they are."
            if match.last_held
            else "No session logged yet. Ask how they are.",
        )
        for match in queries.overdue_logs(user, now=now)
    ]


def private_notes(user, now: datetime) -> list[Row]:
    return [
        about(match, since=match.status_since, detail="For you alone. Read it, and say so there")
        for match in queries.private_notes(user)
    ]


def not_to_be_together(user, now: datetime) -> list[Row]:
    return [
        about(match, since=match.said_at, detail="Talk to both, then end it or lift what was said")
        for match in queries.matches_not_to_be(user)
    ]


def enquiries(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=name_of(volunteer),
            url=reverse("admin:volunteers_volunteer_change", args=[volunteer.pk]),
            since=volunteer.status_since,
            urgency=urgency(volunteer.status_since, AN_ENQUIRY_WAITS_AT_MOST, now),
            detail=volunteer.site.name if volunteer.site else "Outside every site",
        )
        for volunteer in queries.new_enquiries(user)
    ]


QUEUES = (
    Queue(
        "private-notes",
        "A volunteer told you something in private",
        rows=private_notes,
        permission=roles.WORK_CASES,
        order=15,
    ),
    Queue(
        "not-to-be-together",
        "Matched, and not to be put together",
        rows=not_to_be_together,
        permission=roles.WORK_CASES,
        order=16,
    ),
    Queue(
        "waiting-for-a-match",
        "Waiting for a match",
        rows=waiting_for_a_match,
        permission=roles.WORK_CASES,
        order=40,
        see_all=lambda: f"{reverse('admin:referrals_referral_changelist')}?group=waiting",
    ),
    Queue(
        "proposals",
        "Proposals waiting for an answer",
        rows=proposals,
        permission=roles.WORK_CASES,
        order=41,
        see_all=lambda: f"{reverse('admin:volunteers_match_changelist')}?status=proposed",
    ),
    Queue(
        "sessions-overdue",
        "Sessions overdue",
        rows=quiet_matches,
        permission=roles.WORK_CASES,
        order=42,
        see_all=lambda: f"{reverse('admin:volunteers_match_changelist')}?status=active",
    ),
    Queue(
        "volunteer-enquiries",
        "New volunteers",
        rows=enquiries,
        permission=roles.WORK_VOLUNTEERS,
        order=43,
        see_all=lambda: f"{reverse('admin:volunteers_volunteer_changelist')}?status=enquiry",
    ),
)
