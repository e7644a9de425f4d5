"""A course with a group that takes it, for tests."""

import datetime as dt

from pim import clock
from pim.access.audit import acting
from volunteers import actions
from volunteers.enums import Presence
from volunteers.models import Course, TrainingDay

STARTED = dt.date(2026, 9, 1)


def course_of(programme, **columns) -> Course:
    return Course.objects.create(
        **{"programme": programme, "name": "First course", "hours": 6, "weeks": 2} | columns
    )


def group_of(site, coordinator, course=None, **columns):
    """A group that began in September, with its weekly days of three hours."""
    group = actions.start_cohort(
        course=course or course_of(site.programme),
        site=site,
        starts_on=STARTED,
        **{"name": "Autumn"} | columns,
        **now_by(coordinator),
    )
    actions.add_weekly_days(
        cohort=group, first_on=STARTED, count=2, minutes=180, **now_by(coordinator)
    )
    return group


def days(group) -> list[TrainingDay]:
    return list(TrainingDay.objects.filter(cohort=group).order_by("held_on"))


def there(day, *places, minutes=None):
    """Everybody of these was there, or for so many minutes."""
    presence = Presence.THERE if minutes is None else Presence.PART
    return {
        "day": day,
        "marks": [actions.Mark(place.pk, presence, minutes or 0) for place in places],
    }


def now_by(user) -> dict:
    return {"by": acting(user), "now": clock.now()}
