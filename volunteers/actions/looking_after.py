"""While support runs: looks at how it goes, going on for longer, pauses, and its planned ending.

All of it is about her main volunteer. One who covers for a while has no end to plan.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle as referral_lifecycle
from referrals.enums import Status
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers.actions.locking import locked_match
from volunteers.actions.telling_her import tell_her
from volunteers.enums import Going, MatchKind, MatchStatus, ReviewKind, WhyExtended, WhyPaused
from volunteers.models import Extension, Match, Pause, Review

MOST_LONGER = timedelta(weeks=26)
LONGEST_REST = timedelta(weeks=13)


@transaction.atomic
def review_match(
    *,
    match: Match,
    kind: ReviewKind,
    going: Going,
    held_on: date,
    words: str = "",
    by: Actor,
    now: datetime,
) -> Review:
    """Note a look at how it goes, with her. What follows from it is a step of its own."""
    locked = _locked_support(match)
    if not uk_date(locked.started_at) <= held_on <= uk_date(now):
        raise DomainError("The day must be between the day it began and today.")
    try:
        with transaction.atomic():
            review = Review.objects.create(
                match=locked,
                kind=kind,
                held_on=held_on,
                going=going,
                words=words.strip() or None,
                recorded_at=now,
                recorded_by=by.user,
            )
    except IntegrityError as error:
        raise DomainError("This look has been noted already. It is on this page.") from error
    audit.record(by=by, action="match.reviewed", target=locked, now=now, kind=kind)
    return review


@transaction.atomic
def extend_support(
    *, match: Match, to_on: date, why: WhyExtended, words: str = "", by: Actor, now: datetime
) -> Extension:
    """Go on beyond the planned end. An ending that was begun is taken back.

    The questions of the end are counted from the planned end, so they move along with it.
    """
    locked = _locked_support(match)
    from_on = locked.referral.planned_end_on
    if from_on is None:
        raise DomainError("There is no planned end to move.")
    check_longer(from_on, to_on, uk_date(now))
    extension = _move_end(locked, to_on, why, words, by=by, now=now)
    if locked.referral.status == Status.ENDING:
        referral_lifecycle.move(locked.referral, Status.IN_SUPPORT, by=by, now=now)
    audit.record(by=by, action="match.extended", target=locked, now=now, why=why)
    return extension


@transaction.atomic
def correct_planned_end(
    *, match: Match, to_on: date, words: str, by: Actor, now: datetime
) -> Extension:
    """The day was wrong. It may come earlier; an ending that has begun goes on."""
    locked = _locked_support(match)
    from_on = locked.referral.planned_end_on
    if from_on is None or to_on == from_on:
        raise DomainError("That is the planned end already, or there is none to put right.")
    if to_on < uk_date(now):
        raise DomainError("The planned end must be today or later.")
    if to_on > from_on:
        check_longer(from_on, to_on, uk_date(now))
    if not words.strip():
        raise DomainError("Write why the day is put right.")
    why = WhyExtended.CORRECTED
    moved = _move_end(locked, to_on, why, words, by=by, now=now)
    audit.record(by=by, action="match.end_corrected", target=locked, now=now)
    return moved


def check_longer(from_on: date | None, to_on: date, today: date) -> None:
    """Later than planned, and never so far that it can only be a slip of the finger."""
    planned = max(from_on or today, today)
    if to_on <= planned:
        raise DomainError("The new end must be later than the planned one, and not in the past.")
    latest = planned + MOST_LONGER
    if to_on > latest:
        weeks = MOST_LONGER.days // 7
        raise DomainError(
            f"Support goes on for {weeks} weeks more at most: until {latest:%-d %B %Y}. "
            "Nearer to that day you can look at it again."
        )


def _move_end(
    match: Match, to_on: date, why: WhyExtended, words: str, *, by: Actor, now: datetime
) -> Extension:
    row = Extension.objects.create(
        match=match,
        from_on=match.referral.planned_end_on,
        to_on=to_on,
        why=why,
        words=words.strip() or None,
        at=now,
        **by.columns(),
    )
    _plan_end(match.referral, to_on)
    return row


@transaction.atomic
def pause_support(
    *, match: Match, why: WhyPaused, look_again_on: date, by: Actor, now: datetime
) -> Pause:
    """Nobody asks for logs while it rests. It has a day on which a person looks at it again."""
    locked = _locked_support(match)
    today = uk_date(now)
    _check_look_again(look_again_on, today)
    try:
        with transaction.atomic():
            pause = Pause.objects.create(
                match=locked,
                why=why,
                from_on=today,
                look_again_on=look_again_on,
                recorded_by=by.user,
            )
    except IntegrityError as error:
        raise DomainError("This support is paused already.") from error
    audit.record(by=by, action="match.paused", target=locked, now=now, why=why)
    return pause


@transaction.atomic
def look_again_later(*, match: Match, look_again_on: date, by: Actor, now: datetime) -> Pause:
    """It rests for longer: another day to look at it."""
    pause = _open_pause(_locked_support(match))
    _check_look_again(look_again_on, uk_date(now))
    pause.look_again_on = look_again_on
    pause.save(update_fields=["look_again_on"])
    audit.record(by=by, action="match.pause_prolonged", target=match, now=now)
    return pause


@transaction.atomic
def resume_support(*, match: Match, by: Actor, now: datetime) -> date | None:
    """It goes on: her planned end moves by the days it rested. Gives the new end."""
    locked = _locked_support(match)
    pause = _open_pause(locked)
    pause.ended_on = uk_date(now)
    pause.save(update_fields=["ended_on"])
    rested = pause.ended_on - pause.from_on
    planned = locked.referral.planned_end_on
    if planned is not None and rested:
        planned += rested
        _plan_end(locked.referral, planned)
    audit.record(by=by, action="match.resumed", target=locked, now=now, days=rested.days)
    return planned


@transaction.atomic
def begin_ending(*, match: Match, by: Actor, now: datetime) -> Match:
    """The ending begins as it was planned from day one; the two still meet until then."""
    locked = _locked_support(match)
    if locked.referral.status == Status.MATCHED:
        raise DomainError("They have not met yet, so there is nothing to bring to an end.")
    if locked.referral.status != Status.ENDING:
        referral_lifecycle.move(locked.referral, Status.ENDING, by=by, now=now)
        audit.record(by=by, action="match.ending_begun", target=locked, now=now)
        tell_her(locked, "ending", now=now)
    return locked


def end_pause(match: Match, *, on: date) -> None:
    """With the match its pause is over."""
    Pause.objects.filter(match=match, ended_on__isnull=True).update(ended_on=on)


def _locked_support(match: Match) -> Match:
    locked = locked_match(match)
    if locked.status != MatchStatus.ACTIVE:
        raise DomainError("This match is not active any more.")
    if locked.kind != MatchKind.MAIN:
        raise DomainError("This is about her main volunteer. Do it on that match.")
    return locked


def _open_pause(match: Match) -> Pause:
    pause = Pause.objects.filter(match=match, ended_on__isnull=True).first()
    if pause is None:
        raise DomainError("This support is not paused.")
    return pause


def _check_look_again(day: date, today: date) -> None:
    if day <= today:
        raise DomainError("Choose a day after today to look at it again.")
    if day > (latest := today + LONGEST_REST):
        weeks = LONGEST_REST.days // 7
        raise DomainError(
            f"Look at it again within {weeks} weeks: by {latest:%-d %B %Y}. "
            "It can rest for longer then."
        )


def _plan_end(referral: Referral, on: date) -> None:
    referral.planned_end_on = on
    referral.save(update_fields=["planned_end_on"])


def planned_end(referral: Referral, now: datetime) -> date:
    """As many weeks as her programme gives, counted from today."""
    return uk_date(now) + timedelta(weeks=referral.programme.support_weeks)
