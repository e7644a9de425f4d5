"""What the page of a volunteer shows."""

from datetime import date

from django.utils import timezone

from pim.access import roles
from pim.admin.panels import Cell, Panel, Summary, Table, Tag
from pim.forms.fields import national
from volunteers import queries
from volunteers.enums import WITH_US, CheckKind, VolunteerStatus
from volunteers.models import Check, Match, Volunteer, VolunteerEvent
from volunteers.panels.checks import checks_asked
from volunteers.panels.joining import of_her_way
from volunteers.panels.shared import (
    NO_SIGN_IN,
    matches_table,
    who,
)
from volunteers.wording import TOPIC, WEEKDAYS, listed


def of_volunteer(volunteer: Volunteer, user, *, on: date) -> list[Panel]:
    """What matters now comes first: her way to us while she is on it, afterwards her mums."""
    way = of_her_way(volunteer, user, on=on)
    now = [
        contact(volunteer),
        *matches_of_volunteer(volunteer, user),
        offer(volunteer),
        checks_asked(volunteer, on=on),
        checks(volunteer),
    ]
    first, then = (now, way) if volunteer.status in WITH_US else (way, now)
    return [*first, *then, steps(volunteer)]


def contact(volunteer: Volunteer) -> Summary:
    return Summary(
        "How to reach her",
        [
            ("E-mail", volunteer.email),
            ("Phone", national(volunteer.phone) if volunteer.phone else None),
            ("Postcode district", volunteer.postcode_district),
            ("Site", volunteer.site or "Outside every site: choose one"),
            ("Why she would like to help", volunteer.why),
            ("Can sign in", "Yes" if volunteer.user_id else NO_SIGN_IN),
        ],
    )


def free_places(volunteer: Volunteer) -> str:
    """Nothing for who has left."""
    if volunteer.status == VolunteerStatus.LEFT:
        return ""
    return f"{queries.free_capacity(volunteer)} of {volunteer.capacity}"


def offer(volunteer: Volunteer) -> Summary:
    return Summary(
        "What she offers",
        [
            ("Free places", free_places(volunteer) or "None: she has left"),
            ("Languages", list(volunteer.languages)),
            ("Ways to meet", queries.labels(volunteer, "formats") or "Any"),
            ("Times", queries.labels(volunteer, "times") or "Any"),
            ("Days", listed(WEEKDAYS, volunteer.days, "and") or "Any"),
            ("Travels to", ", ".join(volunteer.travels_to) or "Anywhere in her site"),
            ("Has been through", listed(TOPIC, volunteer.experience, "and") or "Nothing named"),
            ("Would rather not talk about", listed(TOPIC, volunteer.rather_not) or "Nothing"),
            ("Likes to help most", queries.labels(volunteer, "stages") or "At any time"),
            ("Would like to share", queries.labels(volunteer, "background") or "Nothing named"),
            ("Does with us", queries.labels(volunteer, "roles")),
        ],
    )


def checks(volunteer: Volunteer) -> Table:
    hers = Check.objects.filter(volunteer=volunteer)
    seen = hers.select_related("seen_by", "withdrawn_by")
    fewer = [f"Fewer hours: {why}" for why in queries.why_fewer_hours(volunteer.pk)]
    return Table(
        "Checks seen",
        ["What", "Issued", "Check again on", "Number", "Seen by", "Seen on", "Counts"],
        [
            (
                [noted(check), *fewer] if check.kind == CheckKind.TRAINING else noted(check),
                check.issued_on,
                check.recheck_on or "No date set",
                check.number or "–",
                check.seen_by.name,
                check.seen_on,
                _counts(check),
            )
            for check in seen.order_by("-issued_on", "kind")
        ],
        empty="None seen yet.",
    )


def _counts(check: Check) -> Cell:
    """One that was entered wrongly says who found it, when, and what was wrong."""
    if check.withdrawn_at is None or check.withdrawn_by is None:
        return "Yes"
    day = f"{timezone.localdate(check.withdrawn_at):%-d %B %Y}"
    said = f"{check.withdrawn_by.name}, {day}: {check.withdrawn_why}"
    return [Tag("Entered wrongly", "red"), said]


def noted(check: Check) -> str:
    level = f", {check.get_level_display().lower()}" if check.level else ""
    return f"{check.get_kind_display()}{level}"


def matches_of_volunteer(volunteer: Volunteer, user) -> list[Table]:
    """For those who see cases; to others an empty table would say that there are none."""
    if not roles.can(user, roles.SEE_CASES):
        return []
    hers = Match.objects.visible_to(user).filter(volunteer=volunteer)
    return [matches_table(hers, "Matches")]


def steps(volunteer: Volunteer) -> Table:
    taken = VolunteerEvent.objects.filter(volunteer=volunteer).select_related("actor")
    return Table(
        "Her steps",
        ["When", "What", "Who"],
        [
            (step.at, step.get_to_status_display(), who(step))
            for step in taken.order_by("-at", "-pk")
        ],
    )
