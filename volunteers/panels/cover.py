"""What is planned for mums whose volunteer cannot be there."""

from django.urls import reverse

from pim import clock
from pim.admin.panels import Cell, Link, Summary, Table, Tag
from volunteers.enums import MatchStatus, WhyCover
from volunteers.models import CoverNeed, Match
from volunteers.naming import couple, name_of


def cover_tag(need: CoverNeed) -> Tag:
    if need.settled_at:
        return Tag(need.get_outcome_display(), "green")
    if need.covered_by:
        return Tag("Somebody is asked", "blue")
    return Tag("Planned", "yellow") if need.plan else Tag("Needs a plan", "red")


def why(need: CoverNeed) -> str:
    """With the day on which she leaves us, where that is why."""
    leaves_on = need.match.volunteer.leaves_on
    if need.why == WhyCover.LEAVING and leaves_on:
        return f"{need.get_why_display()} on {leaves_on:%-d %B %Y}"
    return need.get_why_display()


def of_cover(need: CoverNeed) -> Summary:
    match = need.match
    return Summary(
        "Why, and what is planned",
        [
            ("The two", Link(couple(match), _match(match))),
            ("Why", why(need)),
            ("From" if need.since_on > clock.today() else "Since", need.since_on),
            ("What is planned", need.plan or "Nothing yet"),
            ("Who was asked", asked(need)),
            ("How it is settled", need.get_outcome_display() or "Not yet"),
        ],
    )


def asked(need: CoverNeed) -> Cell:
    other = need.covered_by
    if other is None:
        return "Nobody yet"
    said = "is there" if other.status == MatchStatus.ACTIVE else other.get_status_display().lower()
    return Link(f"{name_of(other.volunteer)}: {said}", _match(other))


def cover_table(needs: list[CoverNeed]) -> Table:
    return Table(
        "When her volunteer could not be there",
        ["Why", "Since", "Stands at"],
        [(_link(need, why(need)), need.since_on, cover_tag(need)) for need in needs],
    )


def mums_with_plans(rows: list[tuple[Match, list[CoverNeed]]]) -> Table:
    return Table(
        "Her mums, and what is planned",
        ["Mum", "Since", "Plan"],
        [
            (
                Link(match.referral.parent.called or "Erased", _match(match)),
                match.started_at,
                [_link(need, cover_tag(need).text) for need in plans] or "She is there herself",
            )
            for match, plans in rows
        ],
        empty="She has no mums just now.",
    )


def _link(need: CoverNeed, text: str) -> Link:
    return Link(text, reverse("admin:volunteers_coverneed_change", args=[need.pk]))


def _match(match: Match) -> str:
    return reverse("admin:volunteers_match_change", args=[match.pk])
