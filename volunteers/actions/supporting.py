"""While it runs, and how it ends."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle as referral_lifecycle
from referrals.enums import Status
from referrals.queries import uk_date
from volunteers import lifecycle
from volunteers.actions import beside
from volunteers.actions.closing import (
    WAITS_AGAIN,
    check_completed,
    check_risks,
    close_support,
    wait_again,
)
from volunteers.actions.covering import end_cover, end_those_beside
from volunteers.actions.locking import locked_match
from volunteers.actions.looking_after import end_pause
from volunteers.actions.telling import tell
from volunteers.enums import Attendance, EndReason, MatchKind, MatchStatus, SessionKind
from volunteers.models import Match, Session, SessionDraft


@transaction.atomic
def log_session(
    *,
    match: Match,
    held_on: date,
    kind: SessionKind,
    attendance: Attendance = Attendance.HAPPENED,
    minutes: int = 0,
    note: str = "",
    was_hard: bool = False,
    session_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Session:
    """Note one contact, or one that fell through. The first that happened begins her support.

    ``session_id`` is made when the form is drawn: sent twice, it is one session. After one that
    ``was_hard`` for her somebody rings the volunteer.
    """
    locked = locked_match(match)
    if session_id and (twin := Session.with_wrong_ones.filter(pk=session_id).first()):
        return _same(twin, locked)
    happened = attendance == Attendance.HAPPENED
    _check_session(locked, held_on, minutes if happened else None, today=uk_date(now))
    session = Session.objects.create(
        **({"pk": session_id} if session_id else {}),
        match=locked,
        held_on=held_on,
        kind=kind,
        attendance=attendance,
        minutes=minutes if happened else 0,
        note=note or None,
        was_hard=was_hard,
        logged_at=now,
        logged_by=by.user,
    )
    # What somebody else logs is not what she is typing.
    SessionDraft.objects.filter(match=locked, match__volunteer__user=by.user).delete()
    audit.record(by=by, action="match.session_logged", target=locked, now=now, kind=kind)
    if happened and locked.referral.status == Status.MATCHED:
        referral_lifecycle.move(locked.referral, Status.IN_SUPPORT, by=by, now=now)
    return session


def _same(twin: Session, match: Match) -> Session:
    if twin.match_id != match.pk or twin.withdrawn_at:
        raise DomainError("Please open this form again and send it once more.")
    return twin


def _check_session(match: Match, held_on: date, minutes: int | None, *, today: date) -> None:
    if match.status != MatchStatus.ACTIVE:
        raise DomainError("This match is not active, so no session can be logged.")
    if held_on > today:
        raise DomainError("The date cannot be in the future. Log it when it has happened.")
    if held_on < uk_date(match.proposed_at):
        raise DomainError("The date is before you and she were put together. Please check it.")
    if minutes is not None and not 1 <= minutes <= 600:
        raise DomainError("Say how long it took, between 1 and 600 minutes.")


@transaction.atomic
def end_match(
    *,
    match: Match,
    reason: EndReason,
    risks_reviewed: bool = False,
    by: Actor,
    now: datetime,
) -> Match:
    """End a match. A volunteer who cannot go on, or does not fit, is no end for her: she waits
    for another, with the place she always had.

    When cover ends, nothing else does.
    """
    locked = locked_match(match)
    if locked.kind == MatchKind.COVER:
        return end_cover(locked, reason, by=by, now=now)
    if reason not in WAITS_AGAIN:
        check_risks(locked.referral, risks_reviewed)
        check_completed(locked.referral, reason, on=uk_date(now))
    ended = lifecycle.move_match(locked, MatchStatus.ENDED, by=by, now=now, reason=reason)
    end_pause(ended, on=uk_date(now))
    if reason in WAITS_AGAIN:
        wait_again(locked.referral, by=by, now=now)
    else:
        close_support(locked.referral, reason, by=by, now=now)
        end_those_beside(ended, by=by, now=now)
    beside.settle_ended(ended, by=by, now=now)
    tell(ended, now=now)
    return ended
