"""What the pages of a group, a training day and a place show."""

from datetime import date

from django.urls import reverse

from pim.admin.panels import Link, Panel, Summary, Table, Tag, Words
from volunteers import queries
from volunteers.enums import Presence
from volunteers.models import Cohort, Enrolment, TrainingAttendance, TrainingDay, Volunteer
from volunteers.naming import name_of

PRESENCE = {
    Presence.THERE: Tag("There", "green"),
    Presence.PART: Tag("Part of it", "yellow"),
    Presence.AWAY: Tag("Not there", "grey"),
}


def of_cohort(cohort: Cohort, *, on: date) -> list[Panel]:
    return [about(cohort), volunteers(cohort), days(cohort, on=on)]


def about(cohort: Cohort) -> Summary:
    course = cohort.course
    return Summary(
        "The group",
        [
            ("Course", f"{course.name}: {course.hours} hours in {course.weeks} weeks"),
            ("First day", cohort.starts_on),
            ("Places taken", f"{cohort.taken} of {cohort.places}"),
            ("Who teaches it", cohort.trainer),
            ("Where", cohort.venue),
        ],
    )


def volunteers(cohort: Cohort) -> Table:
    return Table(
        "Volunteers",
        ["Volunteer", "Hours", "Stands at"],
        [
            (
                Link(name_of(place.volunteer), address_of(place)),
                str(queries.progress_of(place)),
                place_tag(place),
            )
            for place in queries.enrolments_of(cohort)
        ],
        empty="Nobody has a place yet.",
    )


def days(cohort: Cohort, *, on: date) -> Table:
    return Table(
        "Days",
        ["Day", "About", "How long", "Register"],
        [
            (
                day.held_on,
                Link(day.title, address_of_day(day)),
                f"{queries.hours(day.minutes)} hours",
                _register_cell(day, on=on),
            )
            for day in queries.days_of(cohort)
        ],
        empty="No day is planned yet. Add ten weekly ones in one step.",
    )


def _register_cell(day: TrainingDay, *, on: date) -> list:
    """A register that is missing is one click away."""
    tag = day_tag(day, on=on)
    if day.register_taken_at or day.held_on > on:
        return [tag]
    take = reverse("admin:volunteers_trainingday_do", args=[day.pk, "register"])
    return [tag, Link(f"Take the register of {day.title}", take)]


def register(day: TrainingDay) -> Table:
    noted = queries.register_of(day)
    return Table(
        "Register",
        ["Volunteer", "There", "Minutes", "How it was made up"],
        [
            (Link(name_of(place.volunteer), address_of(place)), *_line(noted.get(place.pk)))
            for place in queries.enrolments_of(day.cohort).kept()
        ],
        empty="Nobody has a place in this group.",
    )


def _line(noted: TrainingAttendance | None) -> tuple:
    if noted is None:
        return ("–", "–", "–")
    return (PRESENCE[Presence(noted.presence)], noted.minutes, noted.note or "–")


def of_place(place: Enrolment, *, on: date) -> list[Panel]:
    why = place.short_because
    return [hers(place, on=on), *([Words("Why fewer hours were enough", why)] if why else [])]


def hers(place: Enrolment, *, on: date) -> Table:
    progress = queries.progress_of(place)
    missing = f", {queries.hours(progress.missing)} missing" if progress.missing else ""
    noted = queries.attendance_of(place)
    return Table(
        f"Her days ({progress}{missing})",
        ["Day", "About", "There", "Minutes", "How it was made up"],
        [
            (day.held_on, Link(day.title, address_of_day(day)), *_line(noted.get(day.pk)))
            for day in queries.days_of(place.cohort)
        ],
        empty="No day is planned yet.",
    )


def of_volunteer(volunteer: Volunteer) -> Table:
    return Table(
        "Training",
        ["Group", "Course", "Hours", "Stands at"],
        [
            (
                Link(place.cohort.name, address_of(place)),
                place.cohort.course.name,
                str(queries.progress_of(place)),
                place_tag(place),
            )
            for place in queries.training_of(volunteer)
        ],
        empty="She is on no course.",
        links=[Link("Training groups to join", reverse("admin:volunteers_cohort_changelist"))],
    )


def cohort_tag(cohort: Cohort) -> Tag:
    return Tag("Over", "grey") if cohort.ended_on else Tag("Runs", "green")


def place_tag(place: Enrolment) -> Tag:
    if place.completed_at:
        return Tag("Completed", "green")
    return Tag("Withdrawn", "grey") if place.withdrawn_at else Tag("On the course", "blue")


def day_tag(day: TrainingDay, *, on: date) -> Tag:
    if day.register_taken_at:
        return Tag("Register taken", "green")
    return Tag("To come", "blue") if day.held_on >= on else Tag("Register missing", "orange")


def when_and_how_long(day: TrainingDay) -> str:
    begins = f" at {day.starts_at_time:%-H:%M}" if day.starts_at_time else ""
    return f"{day.held_on:%-d %B %Y}{begins}, {queries.hours(day.minutes)} hours"


def address_of(place: Enrolment) -> str:
    return reverse("admin:volunteers_enrolment_change", args=[place.pk])


def address_of_day(day: TrainingDay) -> str:
    return reverse("admin:volunteers_trainingday_change", args=[day.pk])
