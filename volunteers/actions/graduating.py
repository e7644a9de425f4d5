"""The end of a course. The check it leaves behind is the one truth for "trained"."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.queries import uk_date
from volunteers import queries
from volunteers.actions.checking import record_check
from volunteers.actions.locking import locked_volunteer
from volunteers.actions.training import locked_running
from volunteers.enums import CheckKind
from volunteers.models import Check, Enrolment


@transaction.atomic
def complete_training(
    *, enrolment: Enrolment, short_because: str = "", by: Actor, now: datetime
) -> Check | None:
    """A named person says that she has completed the course.

    Once every required course is done she counts as trained, and moves up to her sign-off if
    nothing else is missing. Fewer hours than the course has need a reason.
    """
    place = locked_running(enrolment)
    _check_hours(place, short_because)
    place.completed_at, place.short_because = now, short_because or None
    place.save(update_fields=["completed_at", "short_because"])
    audit.record(
        by=by,
        action="enrolment.completed",
        target=place,
        now=now,
        with_all_hours=not short_because,
    )
    return _trained(place, by=by, now=now)


def _check_hours(place: Enrolment, short_because: str) -> None:
    progress = queries.progress_of(Enrolment.objects.with_minutes().get(pk=place.pk))
    if not progress.is_enough and not short_because.strip():
        raise DomainError(
            f"{queries.hours(progress.missing)} hours are missing. Say why fewer are enough."
        )


def _trained(place: Enrolment, *, by: Actor, now: datetime) -> Check | None:
    """The check, unless another required course is still to come, or this one was an extra."""
    volunteer = locked_volunteer(place.volunteer_id)
    today = uk_date(now)
    if not place.cohort.course.is_required or queries.courses_missing(volunteer, on=today):
        return None
    return record_check(  # which moves her up, if nothing else is missing
        volunteer=volunteer,
        kind=CheckKind.TRAINING,
        issued_on=today,  # the day on which somebody says so, whenever the last session was
        recheck_on=queries.trained_until(volunteer, on=today),
        by=by,
        now=now,
    )
