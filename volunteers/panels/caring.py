"""How a volunteer is looked after, on her page in the admin."""

from datetime import date

from django.urls import reverse

from pim.access import roles
from pim.admin.panels import Link, Panel, Summary, Table
from pim.models import User
from volunteers import queries
from volunteers.models import Volunteer
from volunteers.panels.expenses import expense_rows

SHOWN = 12


def of_volunteer(volunteer: Volunteer, user: User, *, on: date) -> list[Panel]:
    works = roles.can(user, roles.WORK_VOLUNTEERS, volunteer.site)
    about_herself = volunteer.user_id == user.pk
    return [
        talks(volunteer, reads_notes=works and not about_herself),
        hours(volunteer, on=on),
        expenses(volunteer),
    ]


def talks(volunteer: Volunteer, *, reads_notes: bool) -> Table:
    """What was said is for her and her coordinators; the private note for them alone."""
    recorded = queries.talks_with(volunteer)[:SHOWN]
    headings = ["Day", "What", "Minutes", "By"]
    said = ["What she can read", "For coordinators alone"] if reads_notes else []
    return Table(
        "Supervision and wellbeing",
        [*headings, *said],
        [
            (
                talk.held_on,
                talk.get_kind_display(),
                talk.minutes or "–",
                talk.recorded_by.name,
                *([talk.words or "–", talk.private_note or "–"] if reads_notes else []),
            )
            for talk in recorded
        ],
        empty="No talk is recorded yet.",
    )


def hours(volunteer: Volunteer, *, on: date) -> Summary:
    given = queries.hours_of(volunteer, since=date(on.year, 1, 1), until=on)
    parts = [
        ("With mums", given.sessions),
        ("In groups", given.groups),
        ("In training", given.training),
        ("Supervision", given.supervision),
        ("In all", given.total),
    ]
    return Summary(
        f"Her hours in {on.year}", [(label, queries.hours(part)) for label, part in parts]
    )


def expenses(volunteer: Volunteer) -> Table:
    recent = queries.expenses_of(volunteer)[:SHOWN]
    return Table(
        "Expenses",
        ["Day", "What", "Amount", "Stands at"],
        expense_rows(recent),
        empty="None sent in yet.",
        links=[Link("Everybody’s expenses", reverse("admin:volunteers_expense_changelist"))],
    )
