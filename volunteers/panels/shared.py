"""Tags, names and tables that several pages show."""

from datetime import date

from django.urls import reverse

from pim.access import roles
from pim.admin.panels import Link, Table, Tag
from pim.enums import ActorKind
from volunteers import queries
from volunteers.enums import BESIDE_THE_MAIN, EndReason, MatchStatus, VolunteerStatus, WhyNot
from volunteers.models import Match, Volunteer
from volunteers.naming import couple, name_of

VOLUNTEER_COLOURS = {
    VolunteerStatus.ENQUIRY: "blue",
    VolunteerStatus.APPLICATION: "purple",
    VolunteerStatus.INTERVIEW: "purple",
    VolunteerStatus.CHECKING: "purple",
    VolunteerStatus.TRAINING: "purple",
    VolunteerStatus.SIGN_OFF: "aqua-green",
    VolunteerStatus.AVAILABLE: "green",
    VolunteerStatus.ON_BREAK: "yellow",
    VolunteerStatus.LEFT: "grey",
}
MATCH_COLOURS = {
    MatchStatus.PROPOSED: "blue",
    MatchStatus.ACTIVE: "green",
    MatchStatus.ENDED: "grey",
    MatchStatus.NOT_GOING_AHEAD: "grey",
}
NO_SIGN_IN = "No. A manager invites her by this e-mail address."
WHY = dict(EndReason.choices) | dict(WhyNot.choices)


def volunteer_tag(volunteer: Volunteer) -> Tag:
    return Tag(volunteer.get_status_display(), VOLUNTEER_COLOURS[VolunteerStatus(volunteer.status)])


def match_tag(match: Match) -> Tag:
    """A main volunteer goes without saying."""
    beside = f", {match.get_kind_display().lower()}" if match.kind in BESIDE_THE_MAIN else ""
    return Tag(f"{match.get_status_display()}{beside}", MATCH_COLOURS[MatchStatus(match.status)])


def checks_tag(volunteer: Volunteer, *, on: date) -> Tag | date:
    """Until when her checks hold, or that they do not."""
    if not queries.checks_valid(volunteer, on=on):
        return Tag("Missing or out of date", "red")
    return queries.checks_valid_until(volunteer) or Tag("No date set", "white")


def address_of(volunteer: Volunteer) -> str:
    return reverse("admin:volunteers_volunteer_change", args=[volunteer.pk])


def named(volunteer: Volunteer, user) -> Link | str:
    """Her name; a way to her record only for whoever may open it."""
    name = name_of(volunteer)
    sees = roles.can(user, roles.SEE_VOLUNTEERS, volunteer.site)
    return Link(name, address_of(volunteer)) if sees else name


def matches_table(matches, title: str) -> Table:
    rows = matches.select_related("referral__parent", "volunteer").order_by("-status_since", "pk")
    return Table(
        title,
        ["Match", "Stands at", "Since"],
        [
            (
                Link(couple(match), reverse("admin:volunteers_match_change", args=[match.pk])),
                match_tag(match),
                match.status_since,
            )
            for match in rows
        ],
        empty="None so far.",
    )


def who(event) -> str:
    return event.actor.name if event.actor else ActorKind(event.actor_kind).label
