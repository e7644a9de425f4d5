"""When the two could meet: the volunteer offers, one time suits her, a coordinator comes along."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import outbox
from pim.quiet_hours import LONDON
from referrals.queries import uk_date
from volunteers.actions.locking import locked_match
from volunteers.actions.telling import NEWS
from volunteers.actions.telling_her import tell_her
from volunteers.actions.visiting import call_off_visit, plan_visit
from volunteers.enums import Attendance, MatchStatus, SessionKind, TimeAnswer
from volunteers.models import HomeVisit, Match, MeetingTime, Session

MOST_TIMES = 3
EARLIEST, LATEST = time(8), time(20)
BY_DAY = "Choose a time between 8 in the morning and 8 in the evening: it suits both of you better"
A_VISIT_LASTS = timedelta(hours=1)
IS_OVER = "This match is not active, so no time can be arranged."


class Offered(NamedTuple):
    starts_at: datetime
    kind: SessionKind


@transaction.atomic
def offer_times(
    *, match: Match, times: Sequence[Offered], by: Actor, now: datetime
) -> list[MeetingTime]:
    """Up to three times, instead of those offered before that nobody has agreed to.

    Until they have met once it is their first meeting, and a coordinator comes along.
    """
    locked = locked_match(match)
    _check_offer(locked, times, now)
    open_times = MeetingTime.objects.open().filter(match=locked)
    open_times.exclude(answer=TimeAnswer.SUITS).update(withdrawn_at=now)
    is_first = not Session.objects.filter(match=locked, attendance=Attendance.HAPPENED).exists()
    offered = MeetingTime.objects.bulk_create(
        MeetingTime(
            match=locked,
            starts_at=one.starts_at,
            kind=one.kind,
            is_first=is_first,
            offered_at=now,
            offered_by=by.user,
        )
        for one in times
    )
    audit.record(by=by, action="match.times_offered", target=locked, now=now, times=len(offered))
    tell_her(locked, f"times:{uk_date(now)}", now=now)
    return offered


@transaction.atomic
def answer_time(*, time: MeetingTime, answer: TimeAnswer, by: Actor, now: datetime) -> MeetingTime:
    """She says whether it suits her. When one suits, the others are not needed any more."""
    match = locked_match(time.match)
    locked = MeetingTime.objects.select_for_update().get(pk=time.pk)
    if locked.answer == answer and locked.withdrawn_at is None:
        return locked  # pressed twice
    _check_answer(match, locked, now)
    locked.answer, locked.answered_at = answer, now
    locked.save(update_fields=["answer", "answered_at"])
    others = MeetingTime.objects.open().filter(match=match).exclude(pk=locked.pk)
    if answer == TimeAnswer.SUITS:
        others.update(withdrawn_at=now)
        _plan_if_at_home(locked, by=by, now=now)
    audit.record(by=by, action="match.time_answered", target=match, now=now, answer=answer)
    if not others.filter(answer="").exists():  # nothing more to wait for
        _tell_volunteer(locked, now)
    return locked


@transaction.atomic
def withdraw_time(*, time: MeetingTime, by: Actor, now: datetime) -> MeetingTime:
    """It does not work after all, whoever cannot make it."""
    match = locked_match(time.match)
    locked = MeetingTime.objects.select_for_update().get(pk=time.pk)
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    audit.record(by=by, action="match.time_withdrawn", target=match, now=now)
    for visit in _visit_at(locked):
        call_off_visit(visit=visit, by=by, now=now)
    if locked.answer == TimeAnswer.SUITS:
        tell_her(match, f"time_off:{locked.pk}", now=now)
        _tell_volunteer(locked, now)
    return locked


@transaction.atomic
def come_along(*, time: MeetingTime, by: Actor, now: datetime) -> MeetingTime:
    """A coordinator makes the third at their first meeting."""
    locked = MeetingTime.objects.select_for_update().get(pk=time.pk)
    if not locked.is_first or locked.withdrawn_at is not None or locked.starts_at <= now:
        raise DomainError("There is no first meeting to join at that time any more.")
    locked.joined_by = by.user
    locked.save(update_fields=["joined_by"])
    audit.record(by=by, action="match.first_meeting_joined", target=locked.match, now=now)
    return locked


def _check_offer(match: Match, times: Sequence[Offered], now: datetime) -> None:
    if match.status != MatchStatus.ACTIVE:
        raise DomainError(IS_OVER)
    if not 1 <= len(times) <= MOST_TIMES:
        raise DomainError("Offer one, two or three times.")
    if any(one.starts_at <= now for one in times):
        raise DomainError("A time to meet must be in the future.")
    if not all(by_day(one.starts_at) for one in times):
        raise DomainError(f"{BY_DAY}.")
    moments = {one.starts_at for one in times}
    agreed = MeetingTime.objects.open().filter(match=match, answer=TimeAnswer.SUITS)
    if len(moments) < len(times) or agreed.filter(starts_at__in=moments).exists():
        raise DomainError("Two of these times are the same. Change one of them.")


def by_day(moment: datetime) -> bool:
    return EARLIEST <= moment.astimezone(LONDON).time() <= LATEST


def _plan_if_at_home(agreed: MeetingTime, *, by: Actor, now: datetime) -> None:
    """A time at her home is a visit like any other: it starts only if somebody answers for it."""
    if agreed.kind == SessionKind.HOME and not _visit_at(agreed).exists():
        ends_at = agreed.starts_at + A_VISIT_LASTS
        plan_visit(match=agreed.match, starts_at=agreed.starts_at, ends_at=ends_at, by=by, now=now)


def _visit_at(agreed: MeetingTime) -> QuerySet[HomeVisit]:
    visits = HomeVisit.objects.planned().filter(match=agreed.match_id, starts_at=agreed.starts_at)
    return visits if agreed.kind == SessionKind.HOME else visits.none()


def _check_answer(match: Match, time: MeetingTime, now: datetime) -> None:
    if match.status != MatchStatus.ACTIVE:
        raise DomainError(IS_OVER)
    if time.withdrawn_at is not None:
        raise DomainError("This time is not offered any more.")
    if time.starts_at <= now:
        raise DomainError("This time has passed.")


def _tell_volunteer(time: MeetingTime, now: datetime) -> None:
    """That there is something new on her page; for one time at most once a state."""
    state = "off" if time.withdrawn_at else time.answer
    outbox.queue(
        notice=NEWS,
        object_id=time.match_id,
        about_id=time.match.volunteer_id,
        dedupe_key=f"{NEWS}:{time.pk}:{state}",
        due_at=now,
        expires_at=time.starts_at if time.starts_at > now else None,
    )
