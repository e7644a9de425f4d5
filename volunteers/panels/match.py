"""What the page of a match shows."""

from pim.admin.panels import Cell, Panel, Struck, Summary, Table, Tag, Words
from volunteers.enums import Attendance
from volunteers.forms.desk_session import WHAT_HAPPENED
from volunteers.models import Match, MatchEvent, Session
from volunteers.panels.shared import (
    WHY,
    named,
    who,
)
from volunteers.panels.support import of_support


def of_match(match: Match, user, *, reads_notes: bool) -> list[Panel]:
    made = [
        private_note(match) if reads_notes else None,
        agreements(match, user),
        *of_support(match),
        Words("Why she was proposed", "\n".join(match.reasons)),
        sessions(match),
        how_it_went(match),
    ]
    return [panel for panel in made if panel]


def private_note(match: Match) -> Words | None:
    if not match.safety_note:
        return None
    return Words("What the volunteer told you in private", match.safety_note)


def agreements(match: Match, user) -> Summary:
    return Summary(
        "The two",
        [
            ("Volunteer", named(match.volunteer, user)),
            ("She is there as", match.get_kind_display()),
            ("The volunteer said yes", match.volunteer_agreed_at or "Not yet"),
            ("She said yes", match.parent_agreed_at or "Not yet"),
            ("Began", match.started_at or "Not yet"),
            ("Planned end", match.referral.planned_end_on),
            ("Ended because", match.get_end_reason_display()),
        ],
    )


def sessions(match: Match) -> Table:
    """Those that were entered wrongly too: they are struck out, and count nowhere."""
    logged = Session.with_wrong_ones.filter(match=match).select_related("logged_by")
    return Table(
        "Sessions",
        ["Day", "How", "What happened", "Minutes", "Note", "Logged by"],
        [_session(one) for one in logged.order_by("-held_on", "-logged_at")],
        empty="None logged yet.",
    )


def _session(session: Session) -> tuple[Cell, ...]:
    day, *rest = (
        session.held_on,
        session.get_kind_display(),
        WHAT_HAPPENED[Attendance(session.attendance)],
        session.minutes or "–",
        session.note or "–",
        session.logged_by.name,
    )
    if session.withdrawn_at is None:
        return (day, *rest)
    return ([Tag("Entered wrongly", "red"), Struck(day)], *map(Struck, rest))


def how_it_went(match: Match) -> Table:
    moves = MatchEvent.objects.filter(match=match).select_related("actor")
    return Table(
        "How it went",
        ["When", "What", "Why", "Who"],
        [
            (move.at, move.get_to_status_display(), WHY.get(move.reason, "–"), who(move))
            for move in moves.order_by("-at", "-pk")
        ],
    )
