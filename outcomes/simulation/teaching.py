"""The course: a group of volunteers at each site, its days, its registers, its end."""

from datetime import date, time, timedelta

from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.world import Life
from pim import clock
from pim.models import Site
from volunteers import actions
from volunteers.enums import Presence, VolunteerStatus
from volunteers.models import Cohort, Course, Enrolment, TrainingDay, Volunteer

BEGINS_AFTER_DAYS = 19  # when the last of those who came together has been talked with
DAYS, MINUTES, BEGINS_AT = 10, 180, time(10)
OVER_AFTER_DAYS = BEGINS_AFTER_DAYS + (DAYS - 1) * 7 + 1
NEWEST = timedelta(days=6)  # of a group that is still running, this register is still to take
MISSED = 3  # of the days, by one of them
SHE_CAUGHT_UP = "She missed one day, and went through it with her trainer by phone."


def teaching(stage: Stage, site: Site, came_on: date) -> Life:
    """Whoever came to the site about that day learns together, and is trained at the end."""
    yield at(came_on + timedelta(days=BEGINS_AFTER_DAYS), 9)
    elsewhere = Enrolment.objects.running().values("volunteer")
    in_training = Volunteer.objects.filter(site=site, status=VolunteerStatus.TRAINING)
    learning = in_training.exclude(pk__in=elsewhere)
    if not learning.exists():
        return
    cohort = _begin(stage, site, learning)
    for number, day in enumerate(TrainingDay.objects.filter(cohort=cohort).order_by("held_on")):
        yield at(day.held_on, 15)
        if stage.ends_at - clock.now() > NEWEST:
            _take_register(stage, site, day, somebody_is_away=number == MISSED)
    yield later(1)
    _complete(stage, site, cohort)


def _begin(stage: Stage, site: Site, learning) -> Cohort:
    by, now, today = stage.coordinator(site), clock.now(), clock.today()
    cohort = actions.start_cohort(
        course=Course.objects.get(programme=stage.programme, is_required=True),
        site=site,
        name=f"Group of {today:%-d %B %Y}",
        starts_on=today,
        places=max(12, len(learning)),
        trainer=stage.coordinators[site.pk].name,
        venue="Demonstration Family Centre",
        by=by,
        now=now,
    )
    actions.add_weekly_days(
        cohort=cohort,
        first_on=today,
        count=DAYS,
        minutes=MINUTES,
        starts_at_time=BEGINS_AT,
        by=by,
        now=now,
    )
    actions.enrol(cohort=cohort, volunteers=list(learning), by=by, now=now)
    stage.note("training groups begun")
    return cohort


def _take_register(stage: Stage, site: Site, day: TrainingDay, *, somebody_is_away: bool) -> None:
    marks = [actions.Mark(place.pk, Presence.THERE) for place in _places(stage, day.cohort_id)]
    if somebody_is_away and len(marks) > 1:
        marks[0] = actions.Mark(marks[0].enrolment, Presence.AWAY)
    actions.take_register(day=day, marks=marks, by=stage.coordinator(site), now=clock.now())


def _complete(stage: Stage, site: Site, cohort: Cohort) -> None:
    by, now = stage.coordinator(site), clock.now()
    places = _places(stage, cohort.pk)
    for place in places:
        caught_up = place is places[0] and len(places) > 1
        why = SHE_CAUGHT_UP if caught_up else ""
        actions.complete_training(enrolment=place, short_because=why, by=by, now=now)
        stage.note("courses completed")
    actions.finish_cohort(cohort=cohort, by=by, now=now)


def _places(stage: Stage, cohort) -> list[Enrolment]:
    """In the same order each time: the ids of volunteers are random."""
    running = Enrolment.objects.filter(cohort=cohort).running()
    return sorted(running, key=lambda place: stage.name(place.volunteer_id))
