"""What a coordinator must do today about volunteers and matches, and how she finds one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from pim.access import roles
from pim.admin import search, today
from pim.admin.panels import Link
from pim.admin.search import Hit
from pim.admin.today import Queue, Row, Urgency
from pim.messages import ledger
from pim.models import User
from volunteers import queries
from volunteers.models import Match, Volunteer

A_LONG_WAIT = timedelta(days=28)
A_SLOW_ANSWER = timedelta(days=3)
AN_ENQUIRY_WAITS_AT_MOST = timedelta(days=14)  # the enquiry page promises two weeks


def register() -> None:
    for queue in QUEUES:
        today.register(queue)
    search.register(hits)
    ledger.add(lambda user: Volunteer.objects.visible_to(user).values("pk"), links=named)


def named(ids: Collection[UUID]) -> dict[UUID, Link]:
    """What the list of messages calls the volunteers they are about."""
    return {
        one.pk: Link(name_of(one), reverse("admin:volunteers_volunteer_change", args=[one.pk]))
        for one in Volunteer.objects.filter(pk__in=ids)
    }


def waiting_for_a_match(user, now: datetime) -> list[Row]:
    return [
        Row(
            text=f"{referral.parent.called}, {referral.reference}",
            url=reverse("admin:volunteers_match_for", args=[referral.pk]),
            since=referral.status_since,
            urgency=urgency(referral.status_since, A_LONG_WAIT, now),
            detail=f"{referral.site}: find a volunteer",
        )
        for referral in queries.waiting_without_proposal(user)
    ]


def proposals(user, now: datetime) -> list[Row]:
    return [
        about(
            match,
            since=match.volunteer_agreed_at or match.proposed_at,
            urgency=urgency(match.volunteer_agreed_at or match.proposed_at, A_SLOW_ANSWER, now),
            detail=(
                f"{match.volunteer.first_name} said yes: ask her now"
                if match.volunteer_agreed_at
                else f"{match.volunteer.first_name} has not answered yet"
            ),
        )
        for match in queries.open_proposals(user)
    ]


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
        permission=roles.SEE_CASES,
        order=41,
        see_all=lambda: f"{reverse('admin:volunteers_match_changelist')}?status=proposed",
    ),
    Queue(
        "sessions-overdue",
        "Sessions overdue",
        rows=quiet_matches,
        permission=roles.SEE_CASES,
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


def hits(user, text: str) -> list[Hit]:
    return [
        Hit(
            title=name_of(volunteer),
            kind="Volunteers",
            url=reverse("admin:volunteers_volunteer_change", args=[volunteer.pk]),
            detail=volunteer.get_status_display(),
        )
        for volunteer in queries.found(user, text)[: search.MOST]
    ]


def about(match: Match, **columns) -> Row:
    return Row(
        text=couple(match),
        url=reverse("admin:volunteers_match_change", args=[match.pk]),
        **{"urgency": Urgency.NORMAL} | columns,
    )


def couple(match: Match) -> str:
    called = match.referral.parent.called or "Erased"
    return f"{called} and {match.volunteer.first_name or 'erased'}"


def names_of(users: Collection[User]) -> dict[UUID, str]:
    """Those of them who volunteer, told apart as staff do it."""
    return {one.user_id: name_of(one) for one in Volunteer.objects.filter(user__in=users)}


def name_of(volunteer: Volunteer) -> str:
    """Her name for staff."""
    return " ".join(filter(None, [volunteer.first_name, volunteer.last_name])) or "Erased"


def urgency(since: datetime, longest: timedelta, now: datetime) -> Urgency:
    return Urgency.OVERDUE if now - since > longest else Urgency.NORMAL
