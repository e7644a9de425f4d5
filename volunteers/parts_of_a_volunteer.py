"""Where a volunteer's own words and names rest, so that they go when she is erased.

A test walks every model: a column that goes with a person is here, is part of a mum's record, or
is about nobody.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Model, QuerySet

from volunteers.models import (
    Application,
    Check,
    Enrolment,
    Expense,
    Interview,
    Reference,
    Supervision,
    TrainingAttendance,
    Volunteer,
)

PATHS: dict[type[Model], str] = {
    Application: "volunteer",
    Check: "volunteer",
    Enrolment: "volunteer",
    Expense: "volunteer",
    Interview: "volunteer",
    Reference: "volunteer",
    Supervision: "volunteer",
    TrainingAttendance: "enrolment__volunteer",
    Volunteer: "pk",
}


def rows_of(volunteer_id: UUID) -> Iterator[QuerySet]:
    for model, path in PATHS.items():
        keys = model._default_manager.filter(**{path: volunteer_id}).values_list("pk", flat=True)
        yield model._default_manager.filter(pk__in=list(keys))
