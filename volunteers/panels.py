"""What the pages of a volunteer, a match and the matching screen show."""

from datetime import date

from django.urls import reverse

from pim.admin.panels import Do, Link, Panel, Summary, Table, Tag, Words
from pim.enums import ActorKind
from pim.forms.fields import national
from referrals.models import Referral
from volunteers import queries
from volunteers.enums import CheckKind, EndReason, MatchStatus, VolunteerStatus, WhyNot
from volunteers.matching import Candidate, Exclusion
from volunteers.models import Check, Match, MatchEvent, Session, Volunteer, VolunteerEvent
from volunteers.today import couple, name_of
from volunteers.wording import TOPIC, listed

VOLUNTEER_COLOURS = {
    VolunteerStatus.ENQUIRY: "blue",
    VolunteerStatus.APPLICATION: "purple",
    VolunteerStatus.TRAINING: "purple",
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
    return Tag(match.get_status_display(), MATCH_COLOURS[MatchStatus(match.status)])


def checks_tag(volunteer: Volunteer, *, on: date) -> Tag | date:
    """Until when her checks hold, or that they do not."""
    if not queries.checks_valid(volunteer, on=on):
        return Tag("Missing or out of date", "red")
    return queries.checks_valid_until(volunteer) or Tag("No date set", "white")


def address_of(volunteer: Volunteer) -> str:
    return reverse("admin:volunteers_volunteer_change", args=[volunteer.pk])


# --- A volunteer ----------------------------------------------------------------------------
def of_volunteer(volunteer: Volunteer, user, *, on: date) -> list[Panel]:
    return [
        contact(volunteer),
        offer(volunteer),
        checks(volunteer, on=on),
        matches_of_volunteer(volunteer, user),
        steps(volunteer),
    ]


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


def offer(volunteer: Volunteer) -> Summary:
    free = queries.free_capacity(volunteer)
    return Summary(
        "What she offers",
        [
            ("Free places", f"{free} of {volunteer.capacity}"),
            ("Languages", list(volunteer.languages)),
            ("Ways to meet", queries.labels(volunteer, "formats") or "Any"),
            ("Times", queries.labels(volunteer, "times") or "Any"),
            ("Travels to", ", ".join(volunteer.travels_to) or "Anywhere in her site"),
            ("Has been through", listed(TOPIC, volunteer.experience, "and") or "Nothing named"),
            ("Would rather not talk about", listed(TOPIC, volunteer.rather_not) or "Nothing"),
        ],
    )


def checks(volunteer: Volunteer, *, on: date) -> Table:
    seen = Check.objects.filter(volunteer=volunteer).select_related("seen_by")
    missing = queries.missing_checks(volunteer, on=on)
    return Table(
        f"Checks (missing or out of date: {', '.join(missing)})" if missing else "Checks",
        ["What", "Issued", "Check again on", "Number", "Seen by", "Seen on"],
        [
            (
                CheckKind(check.kind).label,
                check.issued_on,
                check.recheck_on or "No date set",
                check.number or "–",
                check.seen_by.name,
                check.seen_on,
            )
            for check in seen.order_by("-issued_on", "kind")
        ],
        empty="None seen yet.",
    )


def matches_of_volunteer(volunteer: Volunteer, user) -> Table:
    """Names only for those who see cases."""
    hers = Match.objects.visible_to(user).filter(volunteer=volunteer)
    return matches_table(hers, "Matches")


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


def who(event) -> str:
    return event.actor.name if event.actor else ActorKind(event.actor_kind).label


# --- A match --------------------------------------------------------------------------------
def of_match(match: Match, *, reads_notes: bool) -> list[Panel]:
    made = [
        private_note(match) if reads_notes else None,
        agreements(match),
        Words("Why she was proposed", "\n".join(match.reasons)),
        sessions(match),
        how_it_went(match),
    ]
    return [panel for panel in made if panel]


def private_note(match: Match) -> Words | None:
    if not match.safety_note:
        return None
    return Words("What the volunteer told you in private", match.safety_note)


def agreements(match: Match) -> Summary:
    volunteer = Link(name_of(match.volunteer), address_of(match.volunteer))
    return Summary(
        "The two",
        [
            ("Volunteer", volunteer),
            ("The volunteer said yes", match.volunteer_agreed_at or "Not yet"),
            ("She said yes", match.parent_agreed_at or "Not yet"),
            ("Began", match.started_at or "Not yet"),
            ("Planned end", match.referral.planned_end_on),
            ("Ended because", match.get_end_reason_display()),
        ],
    )


def sessions(match: Match) -> Table:
    logged = Session.objects.filter(match=match).select_related("logged_by")
    return Table(
        "Sessions",
        ["Day", "How", "What happened", "Minutes", "Note", "Logged by"],
        [
            (
                session.held_on,
                session.get_kind_display(),
                session.get_attendance_display(),
                session.minutes or "–",
                session.note or "–",
                session.logged_by.name,
            )
            for session in logged.order_by("-held_on", "-logged_at")
        ],
        empty="None logged yet.",
    )


def how_it_went(match: Match) -> Table:
    moves = MatchEvent.objects.filter(match=match).select_related("actor")
    return Table(
        "How it went",
        ["When", "What", "Why", "Who"],
        [
            (move.at, move.get_to_status_display(), WHY.get(move.reason, "–"), who(move))
            for move in moves.order_by("-at", "-pk")
        ],
    )


# --- The matching screen --------------------------------------------------------------------
def need(referral: Referral) -> Summary:
    parent = referral.parent
    interpreter = ", with an interpreter" if parent.needs_interpreter else ""
    return Summary(
        "What she asked for",
        [
            ("Area", parent.postcode_district),
            ("Would like", queries.labels(referral, "wishes") or "Nothing named"),
            ("Ways to meet", queries.labels(referral, "formats") or "Any"),
            ("Times", queries.labels(referral, "times") or "Any"),
            ("Language", f"{parent.language}{interpreter}"),
            ("Waiting since", referral.status_since),
        ],
    )


def candidates(found: list[Candidate], by_id: dict[str, Volunteer], propose_url: str) -> Table:
    return Table(
        f"Who could be there for her ({len(found)})",
        ["Volunteer", "Why", "Points", "Free places", "Ask"],
        [_candidate_row(one, by_id[one.offer.volunteer], propose_url) for one in found],
        empty="Nobody fits just now. Look at who nearly does.",
    )


def _candidate_row(one: Candidate, volunteer: Volunteer, propose_url: str) -> tuple:
    name = name_of(volunteer)
    ask = Do("Propose", propose_url, about=name, data={"volunteer": one.offer.volunteer})
    return (Link(name, address_of(volunteer)), list(one.reasons), one.fit, one.offer.free, ask)


def left_out(found: list[Exclusion], by_id: dict[str, Volunteer]) -> Table:
    return Table(
        f"Who does not fit ({len(found)})",
        ["Volunteer", "Why not", "What would make it fit"],
        [_left_out_row(one, by_id[one.offer.volunteer]) for one in found],
        empty="Nobody was left out.",
    )


def _left_out_row(one: Exclusion, volunteer: Volunteer) -> tuple:
    name = Link(name_of(volunteer), address_of(volunteer))
    return (name, list(one.why), one.near_miss or "–")
