"""Her course: the days to come, the days that were, and the hours so far."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pim import clock
from volunteers import queries
from volunteers.models import Enrolment
from volunteers.views.own.door import for_volunteers, volunteer_of


@for_volunteers
@require_safe
def training(request: HttpRequest) -> HttpResponse:
    hers = queries.training_of(volunteer_of(request)).kept()
    words = {
        "courses": [_course(place, on=clock.today()) for place in hers],
        "desk": queries.desk_of(request.user),
    }
    return render(request, "volunteers/own/training.html", words)


def _course(place: Enrolment, *, on: date) -> dict[str, Any]:
    """A volunteer is on one or two courses, so each may read its own days."""
    progress = queries.progress_of(place)
    noted = queries.attendance_of(place)
    days = list(queries.days_of(place.cohort))
    return {
        "place": place,
        "progress": progress,
        "missing": queries.hours(progress.missing),
        "to_come": [day for day in days if day.held_on >= on and day.pk not in noted],
        "past": [
            {"day": day, "noted": noted.get(day.pk)}
            for day in days
            if day.held_on < on or day.pk in noted
        ],
    }
