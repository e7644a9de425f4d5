"""The one writer of a volunteer's and of a match's status."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from volunteers.enums import EndReason, MatchStatus, VolunteerStatus
from volunteers.models import Match, MatchEvent, Volunteer, VolunteerEvent

VOLUNTEER_TRANSITIONS: dict[VolunteerStatus, tuple[VolunteerStatus, ...]] = {
    VolunteerStatus.ENQUIRY: (
        VolunteerStatus.APPLICATION,
        VolunteerStatus.SIGN_OFF,  # the charity had her before it began with us
        VolunteerStatus.LEFT,
    ),
    VolunteerStatus.APPLICATION: (VolunteerStatus.INTERVIEW, VolunteerStatus.LEFT),
    VolunteerStatus.INTERVIEW: (VolunteerStatus.CHECKING, VolunteerStatus.LEFT),
    VolunteerStatus.CHECKING: (VolunteerStatus.TRAINING, VolunteerStatus.LEFT),
    VolunteerStatus.TRAINING: (VolunteerStatus.SIGN_OFF, VolunteerStatus.LEFT),
    VolunteerStatus.SIGN_OFF: (
        VolunteerStatus.AVAILABLE,
        VolunteerStatus.TRAINING,
        VolunteerStatus.LEFT,
    ),
    VolunteerStatus.AVAILABLE: (VolunteerStatus.ON_BREAK, VolunteerStatus.LEFT),
    VolunteerStatus.ON_BREAK: (VolunteerStatus.AVAILABLE, VolunteerStatus.LEFT),
    VolunteerStatus.LEFT: (VolunteerStatus.ENQUIRY, VolunteerStatus.APPLICATION),
}

MATCH_TRANSITIONS: dict[MatchStatus, tuple[MatchStatus, ...]] = {
    MatchStatus.PROPOSED: (MatchStatus.ACTIVE, MatchStatus.NOT_GOING_AHEAD),
    MatchStatus.ACTIVE: (MatchStatus.ENDED,),
    MatchStatus.ENDED: (),
    MatchStatus.NOT_GOING_AHEAD: (),
}


class ForbiddenMove(DomainError):
    """This volunteer or match cannot go there from where it stands."""


@transaction.atomic
def move_volunteer(
    volunteer: Volunteer, to: VolunteerStatus, *, by: Actor, now: datetime
) -> Volunteer:
    """Move a volunteer one dated step on. Raises ``ForbiddenMove``."""
    locked = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    _check(to in VOLUNTEER_TRANSITIONS[VolunteerStatus(locked.status)], locked, to)
    before = locked.status
    locked.status, locked.status_since = to, now
    locked.save(update_fields=["status", "status_since"])
    note_volunteer_event(locked, before, by=by, now=now)
    return locked


def note_volunteer_event(volunteer: Volunteer, before: str, *, by: Actor, now: datetime) -> None:
    """The immutable row of a step (or of the enquiry, with ``before`` empty), and its audit."""
    VolunteerEvent.objects.create(
        volunteer=volunteer,
        from_status=before,
        to_status=volunteer.status,
        at=now,
        **by.columns(),
    )
    audit.record(by=by, action=f"volunteer.{volunteer.status}", target=volunteer, now=now)


@transaction.atomic
def move_match(
    match: Match, to: MatchStatus, *, by: Actor, now: datetime, reason: str = ""
) -> Match:
    """Move a match under a row lock. Raises ``ForbiddenMove``; an ending needs an ``EndReason``."""
    locked = Match.objects.select_for_update().get(pk=match.pk)
    _check(to in MATCH_TRANSITIONS[MatchStatus(locked.status)], locked, to)
    if to == MatchStatus.ENDED and reason not in EndReason.values:
        raise ForbiddenMove("Please choose why this match is ending.")
    before = locked.status
    _stamp(locked, to, now, reason)
    locked.save(update_fields=["status", "status_since", "started_at", "ended_at", "end_reason"])
    note_match_event(locked, before, by=by, now=now, reason=reason)
    return locked


def note_match_event(
    match: Match, before: str, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    """The immutable row of a move (or of the proposal, with ``before`` empty), and its audit."""
    MatchEvent.objects.create(
        match=match,
        from_status=before,
        to_status=match.status,
        reason=reason,
        at=now,
        **by.columns(),
    )
    audit.record(by=by, action=f"match.{match.status}", target=match, now=now)


def _stamp(match: Match, to: MatchStatus, now: datetime, reason: str) -> None:
    match.status, match.status_since = to, now
    if to == MatchStatus.ACTIVE:
        match.started_at = now
    else:
        match.ended_at = now
    if to == MatchStatus.ENDED:
        match.end_reason = reason


def _check(allowed: bool, row: Volunteer | Match, to: VolunteerStatus | MatchStatus) -> None:
    if not allowed:
        raise ForbiddenMove(f"This is “{row.get_status_display()}” and cannot become “{to.label}”.")
