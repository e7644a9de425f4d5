"""Courses: who may join a group, the hours of each, and what is still to be done."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, Subquery, When

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import Site, User
from referrals.queries import uk_date
from volunteers.check_rules import recheck_on
from volunteers.enums import CheckKind, VolunteerStatus
from volunteers.models import (
    Check,
    Cohort,
    Course,
    Enrolment,
    TrainingAttendance,
    TrainingDay,
    Volunteer,
)

LEARNS_NOW = (
    VolunteerStatus.CHECKING,
    VolunteerStatus.TRAINING,
    VolunteerStatus.SIGN_OFF,
    VolunteerStatus.AVAILABLE,
    VolunteerStatus.ON_BREAK,
)


@dataclass(frozen=True)
class Progress:
    """The hours of one volunteer on one course, in minutes."""

    done: int
    needed: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.done)

    @property
    def is_enough(self) -> bool:
        return not self.missing

    def __str__(self) -> str:
        return f"{hours(self.done)} of {hours(self.needed)} hours"


def hours(minutes: int) -> str:
    """``90`` reads "1.5"; minutes that make no tidy figure are rounded to a tenth."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def progress_of(enrolment: Enrolment) -> Progress:
    """Costs nothing for a place read ``with_minutes`` and its cohort's course."""
    return Progress(enrolment.minutes_done, enrolment.cohort.course.hours * 60)


def cohorts(user: User):
    """Groups with the number of places taken and the day of their last session."""
    kept = Q(enrolment__withdrawn_at__isnull=True, enrolment__isnull=False)
    taken = Count("enrolment", filter=kept, distinct=True)
    seen = Cohort.objects.visible_to(user).select_related("course", "site")
    return seen.annotate(taken=taken, last_day=Max("trainingday__held_on"))


def enrolments_of(cohort: Cohort):
    """Everyone's place in a group, with her hours, those who withdrew last."""
    rows = Enrolment.objects.filter(cohort=cohort).with_minutes()
    order = ("withdrawn_at", "volunteer__first_name", "volunteer__last_name", "pk")
    return rows.select_related("volunteer", "cohort__course").order_by(*order)


def training_of(volunteer: Volunteer):
    """The courses one volunteer has been on, the newest first."""
    rows = Enrolment.objects.filter(volunteer=volunteer).with_minutes()
    return rows.select_related("cohort__course", "cohort__site").order_by("-enrolled_at", "pk")


def why_fewer_hours(volunteer: UUID) -> list[str]:
    """What was said where she completed a course with fewer hours than it has."""
    short = Enrolment.objects.filter(
        volunteer=volunteer, completed_at__isnull=False, short_because__isnull=False
    )
    return list(short.order_by("completed_at", "pk").values_list("short_because", flat=True))


def days_of(cohort: Cohort):
    return TrainingDay.objects.filter(cohort=cohort).order_by("held_on", "starts_at_time", "pk")


def register_of(day: TrainingDay) -> dict:
    """What was noted on a training day, by the place it belongs to."""
    noted = TrainingAttendance.objects.filter(training_day=day)
    return {attendance.enrolment_id: attendance for attendance in noted}


def attendance_of(enrolment: Enrolment) -> dict:
    """What was noted about her, by the training day."""
    noted = TrainingAttendance.objects.filter(enrolment=enrolment)
    return {attendance.training_day_id: attendance for attendance in noted}


def may_train(cohort: Cohort, user: User):
    """Volunteers of the programme who could learn now and are not on this course already.
    Who is in training without a course comes first."""
    on_it = Enrolment.objects.filter(volunteer=OuterRef("pk"), cohort__course=cohort.course_id)
    here = Enrolment.objects.filter(volunteer=OuterRef("pk"), cohort=cohort).kept()
    seen = Volunteer.objects.visible_to(user).filter(
        ~Exists(on_it.running()),
        ~Exists(here),
        status__in=LEARNS_NOW,
        site__programme=cohort.course.programme_id,
    )
    trained = Check.objects.standing().filter(volunteer=OuterRef("pk"), kind=CheckKind.TRAINING)
    place = Enrolment.objects.running().filter(volunteer=OuterRef("pk"))
    waits = Q(~Exists(trained), ~Exists(place), status=VolunteerStatus.TRAINING)
    first = Case(When(waits, then=0), default=1)
    return seen.order_by(first, "first_name", "last_name", "pk")


def courses_missing(volunteer: Volunteer, *, on: date) -> list[Course]:
    """The required courses of her programme that she has not completed, or not lately enough."""
    again_on = _done_again_on(volunteer)
    required = _required(volunteer, on).order_by("name")
    return [course for course in required if not _holds(again_on, course, on)]


def trained_until(volunteer: Volunteer, *, on: date) -> date | None:
    """The first day on which a required course of hers has to be done again, if there is one."""
    again_on = _done_again_on(volunteer)
    days = [again_on.get(course.pk) for course in _required(volunteer, on)]
    return min((day for day in days if day), default=None)


def _required(volunteer: Volunteer, on: date):
    offered = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    return Course.objects.filter(offered, programme__site=volunteer.site_id, is_required=True)


def _done_again_on(volunteer: Volunteer) -> dict[UUID, date | None]:
    """By course, when what she completed last has to be done again; None where it never has to."""
    done = Enrolment.objects.filter(volunteer=volunteer, completed_at__isnull=False)
    places = done.select_related("cohort__course").order_by("completed_at", "pk")
    return {
        place.cohort.course_id: recheck_on(uk_date(place.completed_at), place.cohort.course.months)
        for place in places
    }


def _holds(again_on: dict[UUID, date | None], course: Course, on: date) -> bool:
    if course.pk not in again_on:
        return False
    until = again_on[course.pk]
    return until is None or until > on


# --- What waits for a coordinator -------------------------------------------------------------
def registers_missing(user: User, *, on: date):
    """Training days that are over and whose register nobody took, the oldest first.

    Without those on which everybody had completed the course before: nobody was taught.
    """
    on_it = Q(completed_at__isnull=True) | Q(completed_at__date__gte=OuterRef("held_on"))
    taught = Enrolment.objects.filter(on_it, cohort=OuterRef("cohort")).kept()
    days = TrainingDay.objects.visible_to(user).filter(
        at_sites_of(user, roles.WORK_VOLUNTEERS, "cohort__site"),
        Exists(taught),
        register_taken_at__isnull=True,
        held_on__lt=on,
    )
    return days.select_related("cohort").order_by("held_on", "pk")


def to_round_off(user: User, *, on: date):
    """Places whose group has had its last day, each register taken: complete it, or mend it."""
    days = TrainingDay.objects.filter(cohort=OuterRef("cohort"))
    open_days = days.filter(Q(held_on__gte=on) | Q(register_taken_at__isnull=True))
    rows = Enrolment.objects.visible_to(user).filter(
        at_sites_of(user, roles.WORK_VOLUNTEERS, "cohort__site"), Exists(days), ~Exists(open_days)
    )
    # Not by a join: it would count her hours once a day of the group.
    last_day = Subquery(days.order_by("-held_on").values("held_on")[:1])
    with_hours = rows.running().with_minutes().annotate(last_day=last_day)
    return with_hours.select_related("volunteer", "cohort__course").order_by("last_day", "pk")


def sites_that_train(user: User):
    return Site.objects.where(user, roles.WORK_VOLUNTEERS).order_by("name")


def courses_offered(user: User, *, on: date):
    """Those of the programmes whose volunteers she works with."""
    offered = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    sites = sites_that_train(user).values("programme")
    return Course.objects.filter(offered, programme__in=sites).order_by("name")
