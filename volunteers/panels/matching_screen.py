"""What the matching screen shows."""

from pim.admin.panels import Do, Link, Summary, Table
from referrals.models import Referral
from volunteers import queries
from volunteers.matching import Candidate, Exclusion
from volunteers.models import Volunteer
from volunteers.naming import name_of
from volunteers.panels.shared import (
    address_of,
)


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
