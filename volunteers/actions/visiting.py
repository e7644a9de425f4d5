"""Visits to a mum's home. None starts without a named person who answers its alarm."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import User
from referrals.queries import uk_date
from volunteers import queries, visit_rules
from volunteers.actions.locking import locked_match
from volunteers.actions.telling_her import tell_her
from volunteers.enums import MatchStatus, SessionKind, TimeAnswer
from volunteers.models import HomeVisit, Match, MeetingTime, Volunteer

PLANNED_AHEAD = timedelta(days=28)
NOBODY_ANSWERS = (
    "Nobody is there to answer if you do not come out, so this visit cannot start. "
    "Please meet out this time, or ring us: somebody may say that she answers for it."
)
NOBODY_ANSWERS_LONGER = (
    "Nobody would be there to answer that long. Please come out in time, or ring us."
)
ALARM_IS_ON = "Your alarm is on, and we are trying to reach you. Press “I am out”, or ring us."


# --- The volunteer --------------------------------------------------------------------------
@transaction.atomic
def plan_visit(
    *, match: Match, starts_at: datetime, ends_at: datetime, by: Actor, now: datetime
) -> HomeVisit:
    """Say when she goes there and when she means to be out. The same twice is one visit."""
    locked = locked_match(match)
    _check_plan(locked, starts_at, ends_at, now)
    planned = HomeVisit.objects.planned().filter(match=locked)
    if same := planned.filter(starts_at=starts_at, ends_at=ends_at).first():
        return same
    visit = HomeVisit.objects.create(
        match=locked, starts_at=starts_at, ends_at=ends_at, planned_at=now
    )
    audit.record(by=by, action="visit.planned", target=visit, now=now)
    return visit


@transaction.atomic
def start_visit(*, visit: HomeVisit, by: Actor, now: datetime) -> HomeVisit:
    """She goes in. Who answers the alarm is named now, and stays so for the whole visit."""
    locked = _locked(visit)
    if locked.started_at is not None:
        return locked
    _check_start(locked, now)
    until = queries.goes_off_at(locked)
    person = queries.who_answers(locked, since=now, until=until)
    if person is None:
        raise DomainError(NOBODY_ANSWERS)
    _name(locked, person)
    locked.started_at = now
    locked.save(update_fields=["started_at", "answered_by", "promised_at"])
    audit.record(by=by, action="visit.started", target=locked, now=now)
    return locked


@transaction.atomic
def check_out(*, visit: HomeVisit, by: Actor, now: datetime) -> HomeVisit:
    """She is out and well. Always possible, whatever has become of the match meanwhile."""
    locked = _locked(visit)
    if locked.out_at is not None:
        return locked
    if locked.started_at is None:
        raise DomainError("This visit has not started.")
    locked.out_at = now
    locked.save(update_fields=["out_at"])
    outbox.cancel(reason="checked_out", object_id=locked.pk)
    audit.record(by=by, action="visit.checked_out", target=locked, now=now)
    return locked


@transaction.atomic
def lengthen_visit(*, visit: HomeVisit, by: Actor, now: datetime) -> HomeVisit:
    """Half an hour more, twice at most, and only as long as somebody answers."""
    locked = _locked(visit)
    _check_longer(locked)
    locked.ends_at += visit_rules.LONGER_BY
    locked.stayed_longer += 1
    person = queries.who_answers(locked, since=now, until=queries.goes_off_at(locked))
    if person is None:
        raise DomainError(NOBODY_ANSWERS_LONGER)
    _name(locked, person)
    locked.save(update_fields=["ends_at", "stayed_longer", "answered_by", "promised_at"])
    audit.record(by=by, action="visit.longer", target=locked, now=now)
    return locked


@transaction.atomic
def call_off_visit(*, visit: HomeVisit, by: Actor, now: datetime) -> HomeVisit:
    locked = _locked(visit)
    if locked.called_off_at is not None:
        return locked
    if locked.started_at is not None:
        raise DomainError("This visit has started. Press “I am out” when you are out.")
    locked.called_off_at = now
    locked.save(update_fields=["called_off_at"])
    audit.record(by=by, action="visit.called_off", target=locked, now=now)
    _take_back_time(locked, now=now)
    return locked


def _take_back_time(visit: HomeVisit, *, now: datetime) -> None:
    """Where it was a time that suited her, she is told that it is off."""
    agreed = MeetingTime.objects.open().filter(
        match=visit.match,
        starts_at=visit.starts_at,
        kind=SessionKind.HOME,
        answer=TimeAnswer.SUITS,
    )
    for time in agreed:
        MeetingTime.objects.filter(pk=time.pk).update(withdrawn_at=now)
        tell_her(visit.match, f"time_off:{time.pk}", now=now)


# --- Whoever answers ------------------------------------------------------------------------
@transaction.atomic
def promise_to_answer(*, visit: HomeVisit, by: Actor, now: datetime) -> HomeVisit:
    """A member of staff says: I answer for this visit. It holds as long as the visit does."""
    locked = _locked(visit)
    if not queries.may_answer(by.user, queries.site_of(locked.match)):
        raise DomainError("Only somebody who works at this site can answer for a visit.")
    if by.user == locked.match.volunteer.user:
        raise DomainError("Nobody answers for her own visit.")
    if locked.called_off_at or locked.out_at or locked.settled_at:
        raise DomainError("This visit is over.")
    locked.answered_by, locked.promised_at = by.user, now
    locked.save(update_fields=["answered_by", "promised_at"])
    audit.record(by=by, action="visit.promised", target=locked, now=now)
    return locked


@transaction.atomic
def take_promise_back(*, visit: HomeVisit, by: Actor, now: datetime) -> HomeVisit:
    """Only before it starts: while it goes on somebody else must take over instead."""
    locked = _locked(visit)
    if locked.started_at is not None or locked.promised_at is None:
        raise DomainError("The visit has started. Ask a colleague to answer for it instead.")
    locked.answered_by = locked.promised_at = None
    locked.save(update_fields=["answered_by", "promised_at"])
    audit.record(by=by, action="visit.promise_taken_back", target=locked, now=now)
    return locked


def _name(visit: HomeVisit, person: User) -> None:
    """Whoever had promised and is not here any more promises nothing for the next."""
    if person != visit.answered_by:
        visit.promised_at = None
    visit.answered_by = person


def _check_plan(match: Match, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if match.status != MatchStatus.ACTIVE:
        raise DomainError("This match is not active, so no visit can be planned.")
    if said := visit_rules.why_not(starts_at, ends_at, now=now):
        raise DomainError(f"{said[1]}.")
    if starts_at > now + PLANNED_AHEAD:
        raise DomainError("Choose a day in the next 28 days.")


def _check_start(visit: HomeVisit, now: datetime) -> None:
    if visit.match.status != MatchStatus.ACTIVE:
        raise DomainError("This match is not active, so no visit can start.")
    if visit.called_off_at is not None:
        raise DomainError("This visit is called off. Plan it anew.")
    if not queries.is_her_day(visit, now):
        day = uk_date(visit.starts_at)
        raise DomainError(f"This visit is planned for {day:%-d %B}. Plan another for today.")
    hers = HomeVisit.objects.going_on().filter(match__volunteer=visit.match.volunteer)
    if hers.exists():
        raise DomainError("You have not said that you are out of your last visit yet.")


def _check_longer(visit: HomeVisit) -> None:
    if visit.started_at is None or visit.out_at is not None:
        raise DomainError("This visit is not going on.")
    if visit.alarm_at is not None:
        raise DomainError(ALARM_IS_ON)
    if visit.stayed_longer >= visit_rules.MOST_LONGER:
        raise DomainError("You have stayed longer twice already. Please come out, or ring us.")


def _locked(visit: HomeVisit) -> HomeVisit:
    """The visit as it is now, with its match and volunteer; visits of one volunteer in turn."""
    match = locked_match(visit.match)
    match.volunteer = Volunteer.objects.select_for_update().get(pk=match.volunteer_id)
    locked = HomeVisit.objects.select_for_update().get(pk=visit.pk)
    locked.match = match
    return locked
