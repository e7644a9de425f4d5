"""Groups that take a course together: their days, who has a place, and who was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site
from referrals.queries import uk_date
from volunteers import queries
from volunteers.actions.locking import locked_volunteer
from volunteers.enums import Presence
from volunteers.models import (
    Cohort,
    Course,
    Enrolment,
    TrainingAttendance,
    TrainingDay,
    Volunteer,
)

MOST_WEEKS = 52
NOTED = ("presence", "minutes", "note")


@dataclass(frozen=True)
class Mark:
    """One line of a register. ``minutes`` count only for who was there for part of it."""

    enrolment: UUID
    presence: Presence
    minutes: int = 0
    note: str = ""


@transaction.atomic
def start_cohort(
    *,
    course: Course,
    site: Site,
    name: str,
    starts_on: date,
    places: int = 12,
    trainer: str = "",
    venue: str = "",
    by: Actor,
    now: datetime,
) -> Cohort:
    """A site starts a group. The course is one of its own programme, and still offered.

    Sent twice, as by a double click, it is the same group.
    """
    if course.programme_id != site.programme_id:
        raise DomainError("This course belongs to another programme.")
    if course.ended_on and course.ended_on <= starts_on:
        raise DomainError("This course is not offered any more.")
    cohort = Cohort(
        course=course,
        site=site,
        name=name,
        starts_on=starts_on,
        places=places,
        trainer=trainer,
        venue=venue,
    )
    try:
        _save_cohort(cohort)
    except DomainError:
        if sent_before := _same_group(cohort):
            return sent_before
        raise
    audit.record(by=by, action="cohort.started", target=cohort, now=now, places=places)
    return cohort


@transaction.atomic
def change_cohort(
    *,
    cohort: Cohort,
    name: str,
    starts_on: date,
    places: int,
    trainer: str = "",
    venue: str = "",
    by: Actor,
    now: datetime,
) -> Cohort:
    locked = _locked_cohort(cohort)
    if places < (taken := _taken(locked)):
        raise DomainError(f"{taken} places are taken, so there cannot be fewer.")
    locked.name, locked.starts_on, locked.places = name, starts_on, places
    locked.trainer, locked.venue = trainer, venue
    _save_cohort(locked)
    audit.record(by=by, action="cohort.changed", target=locked, now=now, places=places)
    return locked


@transaction.atomic
def finish_cohort(*, cohort: Cohort, by: Actor, now: datetime) -> Cohort:
    """The group is over once everybody in it has completed the course, or withdrawn."""
    locked = _locked_cohort(cohort)
    if Enrolment.objects.filter(cohort=locked).running().exists():
        raise DomainError("Somebody is still on the course. Complete it for her, or withdraw her.")
    if locked.ended_on is None:
        locked.ended_on = max(uk_date(now), locked.starts_on)
        locked.save(update_fields=["ended_on"])
        audit.record(by=by, action="cohort.finished", target=locked, now=now)
    return locked


# --- Days -------------------------------------------------------------------------------------
@transaction.atomic
def add_day(
    *,
    cohort: Cohort,
    title: str,
    held_on: date,
    minutes: int,
    starts_at_time: time | None = None,
    by: Actor,
    now: datetime,
) -> TrainingDay:
    locked = _locked_cohort(cohort)
    day = _new_day(locked, title, held_on, minutes, starts_at_time)
    audit.record(by=by, action="cohort.day_added", target=locked, now=now, days=1)
    return day


@transaction.atomic
def add_weekly_days(
    *,
    cohort: Cohort,
    first_on: date,
    count: int,
    minutes: int,
    starts_at_time: time | None = None,
    by: Actor,
    now: datetime,
) -> list[TrainingDay]:
    """A day each week from this one on, numbered on from those that are there."""
    if not 1 <= count <= MOST_WEEKS:
        raise DomainError(f"Say how many weeks, between 1 and {MOST_WEEKS}.")
    locked = _locked_cohort(cohort)
    there = queries.days_of(locked).count()
    days = [
        _new_day(
            locked,
            f"Session {there + week + 1}",
            first_on + timedelta(weeks=week),
            minutes,
            starts_at_time,
        )
        for week in range(count)
    ]
    audit.record(by=by, action="cohort.day_added", target=locked, now=now, days=count)
    return days


@transaction.atomic
def change_day(
    *,
    day: TrainingDay,
    title: str,
    held_on: date,
    minutes: int,
    starts_at_time: time | None = None,
    by: Actor,
    now: datetime,
) -> TrainingDay:
    """Move or rename a day. How long it took is settled once its register is taken."""
    locked = _locked_day(day)
    if locked.register_taken_at and minutes != locked.minutes:
        raise DomainError("The register is taken, so its length stays. Correct the register.")
    if locked.register_taken_at and held_on > uk_date(now):
        raise DomainError("The register is taken, so the day cannot be in the future.")
    _check_day(locked.cohort, held_on, minutes)
    if (held_on, starts_at_time) != (locked.held_on, locked.starts_at_time):
        _check_once(_locked_cohort(locked.cohort), held_on, starts_at_time)
    locked.title, locked.held_on, locked.minutes = title, held_on, minutes
    locked.starts_at_time = starts_at_time
    locked.save(update_fields=["title", "held_on", "minutes", "starts_at_time"])
    audit.record(by=by, action="training_day.changed", target=locked, now=now)
    return locked


@transaction.atomic
def call_off_day(*, day: TrainingDay, by: Actor, now: datetime) -> Cohort:
    """It did not take place and will not. Nothing was noted on it, so it leaves the list."""
    locked = _locked_day(day)
    if locked.register_taken_at:
        raise DomainError("The register is taken, so this day took place.")
    cohort, held_on = locked.cohort, locked.held_on
    locked.delete()
    audit.record(by=by, action="cohort.day_called_off", target=cohort, now=now, held_on=held_on)
    return cohort


# --- Places -----------------------------------------------------------------------------------
@transaction.atomic
def enrol(
    *, cohort: Cohort, volunteers: Sequence[Volunteer], by: Actor, now: datetime
) -> list[Enrolment]:
    """Give volunteers a place each: all of them, or, where there are too few places, nobody."""
    locked = _locked_cohort(cohort)
    _check_open(locked)
    left = locked.places - _taken(locked)
    if len(volunteers) > left:
        free = "is 1 place" if left == 1 else f"are {left or 'no'} places"
        raise DomainError(f"There {free} left, and you chose {len(volunteers)}.")
    return [_enrol(locked, one, by=by, now=now) for one in sorted(volunteers, key=_by_key)]


def _enrol(cohort: Cohort, volunteer: Volunteer, *, by: Actor, now: datetime) -> Enrolment:
    locked = locked_volunteer(volunteer.pk)
    _check_may_learn(locked, cohort)
    place = Enrolment.objects.create(cohort=cohort, volunteer=locked, enrolled_at=now)
    audit.record(by=by, action="volunteer.enrolled", target=locked, now=now, cohort=cohort.pk)
    return place


def _check_may_learn(volunteer: Volunteer, cohort: Cohort) -> None:
    if volunteer.status not in queries.LEARNS_NOW:
        raise DomainError(f"{volunteer.first_name} is not at the stage of training.")
    if volunteer.site is None or volunteer.site.programme_id != cohort.course.programme_id:
        raise DomainError(f"{volunteer.first_name} belongs to another programme.")
    hers = Enrolment.objects.filter(volunteer=volunteer)
    on_it = hers.running().filter(cohort__course=cohort.course_id)
    if on_it.exists() or hers.kept().filter(cohort=cohort).exists():
        raise DomainError(f"{volunteer.first_name} is on this course already.")


@transaction.atomic
def withdraw_from_training(*, enrolment: Enrolment, by: Actor, now: datetime) -> Enrolment:
    """She does not go on with this course, for whatever reason. Her hours stay noted."""
    locked = locked_running(enrolment)
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    audit.record(by=by, action="enrolment.withdrawn", target=locked, now=now)
    return locked


# --- The register -----------------------------------------------------------------------------
@transaction.atomic
def take_register(
    *, day: TrainingDay, marks: Sequence[Mark], by: Actor, now: datetime
) -> TrainingDay:
    """Who was there. Taken again it is corrected; the trail says how many lines were changed."""
    locked = _locked_day(day)
    if locked.held_on > uk_date(now):
        raise DomainError("This day is still to come. Take the register when it is over.")
    here = Enrolment.objects.filter(cohort=locked.cohort).kept()
    if {mark.enrolment for mark in marks} != set(here.values_list("pk", flat=True)):
        raise DomainError("Somebody joined or left in between. Open the register again.")
    changed = _note(locked, marks)
    again = locked.register_taken_at is not None
    locked.register_taken_at = now
    locked.save(update_fields=["register_taken_at"])
    action = "training_day.register_corrected" if again else "training_day.register_taken"
    audit.record(by=by, action=action, target=locked, now=now, changed=changed)
    return locked


def _note(day: TrainingDay, marks: Sequence[Mark]) -> int:
    """How many lines differ from what was noted before. One statement writes them all."""
    noted = queries.register_of(day)
    lines = [_line(day, mark) for mark in marks]
    changed = [line for line in lines if not _same(line, noted.get(line.enrolment_id))]
    TrainingAttendance.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["training_day", "enrolment"],
        update_fields=NOTED,
    )
    return len(changed)


def _line(day: TrainingDay, mark: Mark) -> TrainingAttendance:
    return TrainingAttendance(
        training_day=day,
        enrolment_id=mark.enrolment,
        presence=Presence(mark.presence),
        minutes=_minutes(day, mark),
        note=mark.note or None,
    )


def _same(line: TrainingAttendance, noted: TrainingAttendance | None) -> bool:
    return noted is not None and all(getattr(line, name) == getattr(noted, name) for name in NOTED)


def _minutes(day: TrainingDay, mark: Mark) -> int:
    if mark.presence == Presence.PART:
        if not 1 <= mark.minutes <= day.minutes:
            raise DomainError(f"Part of it takes between 1 and {day.minutes} minutes.")
        return mark.minutes
    return day.minutes if mark.presence == Presence.THERE else 0


# --- Shared -----------------------------------------------------------------------------------
def locked_running(enrolment: Enrolment) -> Enrolment:
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if locked.completed_at or locked.withdrawn_at:
        raise DomainError("She is not on this course any more.")
    return locked


def _by_key(volunteer: Volunteer) -> UUID:
    """Everybody is locked in the same order, so that nobody waits for each other."""
    return volunteer.pk


def _locked_cohort(cohort: Cohort) -> Cohort:
    of = Cohort.objects.select_for_update(of=("self",)).select_related("course", "site")
    return of.get(pk=cohort.pk)


def _locked_day(day: TrainingDay) -> TrainingDay:
    of = TrainingDay.objects.select_for_update(of=("self",)).select_related("cohort")
    if locked := of.filter(pk=day.pk).first():
        return locked
    raise DomainError("This day is not on the list any more.")


def _save_cohort(cohort: Cohort) -> None:
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as error:
        raise DomainError("There is a group with this name at this site already.") from error


def _same_group(cohort: Cohort) -> Cohort | None:
    same = {"site": cohort.site, "course": cohort.course, "starts_on": cohort.starts_on}
    return Cohort.objects.filter(name=cohort.name, ended_on__isnull=True, **same).first()


def _taken(cohort: Cohort) -> int:
    return Enrolment.objects.filter(cohort=cohort).kept().count()


def _check_open(cohort: Cohort) -> None:
    if cohort.ended_on:
        raise DomainError("This group is over.")


def _new_day(
    cohort: Cohort, title: str, held_on: date, minutes: int, starts_at_time: time | None
) -> TrainingDay:
    _check_open(cohort)
    _check_day(cohort, held_on, minutes)
    _check_once(cohort, held_on, starts_at_time)
    return TrainingDay.objects.create(
        cohort=cohort,
        title=title,
        held_on=held_on,
        minutes=minutes,
        starts_at_time=starts_at_time,
    )


def _check_day(cohort: Cohort, held_on: date, minutes: int) -> None:
    if held_on < cohort.starts_on:
        raise DomainError(f"The group starts on {cohort.starts_on:%-d %B %Y}. Choose a later day.")
    if not 15 <= minutes <= 600:
        raise DomainError("A day takes between 15 minutes and 10 hours.")


def _check_once(cohort: Cohort, held_on: date, starts_at_time: time | None) -> None:
    """Under the lock of the group: a form that is sent twice makes its days once."""
    if queries.days_of(cohort).filter(held_on=held_on, starts_at_time=starts_at_time).exists():
        at = f" at {starts_at_time:%-H:%M}" if starts_at_time else ""
        raise DomainError(f"{held_on:%-d %B %Y}{at} is on the list of this group already.")
