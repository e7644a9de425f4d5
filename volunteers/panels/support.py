"""How the support of a match runs: looks, pauses, a longer time, its ending, and how it was."""

from django.urls import reverse
from django.utils.formats import date_format

from pim.admin.panels import Link, Panel, Summary, Table, Tag, Words
from referrals.enums import Status
from volunteers import queries
from volunteers.enums import Going, MatchKind, MatchStatus, ReviewKind, Side
from volunteers.forms.support import FITTED
from volunteers.models import Feedback, Match, Review

HOW_IT_FITTED = dict(FITTED)
NEXT_STEP = {
    Going.CHANGE_SOMETHING: (
        "Something should change",
        "Talk over with both what would make it better, and note it in the next look.",
    ),
    Going.ANOTHER_VOLUNTEER: (
        "Another volunteer would fit better",
        "That happens, and nobody is to blame. Press “Someone else for her”: she keeps her place "
        "and never goes to the end of the list. Her volunteer reads only that plans change.",
    ),
    Going.STOP: (
        "She would like to stop",
        "That is fine, and she need not say why. Press “Begin the ending” if the two would like "
        "to meet a last time, or “End the match”. She may come back at any time.",
    ),
}


def of_support(match: Match) -> list[Panel]:
    if match.kind != MatchKind.MAIN or match.started_at is None:
        return []
    reviews, said = queries.reviews_of(match), queries.feedback_of(match)
    made = [next_step(match, reviews), ending(match, reviews, said), looks(reviews)]
    return [*filter(None, made), *pauses_and_longer(match), *feedback(said)]


def next_step(match: Match, reviews: dict[str, Review]) -> Words | None:
    """What the newest look leads to, as long as it has not been done."""
    if match.status != MatchStatus.ACTIVE or not reviews:
        return None
    newest = max(reviews.values(), key=lambda one: one.held_on)
    if newest.going not in NEXT_STEP:
        return None
    title, words = NEXT_STEP[Going(newest.going)]
    return Words(title, words)


def ending(match: Match, reviews: dict[str, Review], said: dict[str, Feedback]) -> Table | None:
    """What belongs to an ending, and what of it is done."""
    if match.status != MatchStatus.ACTIVE or match.referral.status != Status.ENDING:
        return None
    end_on = match.referral.planned_end_on
    day = f" by {date_format(end_on, 'j F')}" if end_on else ""
    return Table(
        "The ending: what to do",
        ["What", "How it stands"],
        [
            (f"A last meeting of the two{day}", "Ask the volunteer; it stands on her page too"),
            ("A last look, with her", done(ReviewKind.ENDING in reviews)),
            ("How it was, from her", done(Side.HER in said)),
            ("How it was, from the volunteer", done(Side.VOLUNTEER in said)),
            ("Where next: what else is there for her?", services()),
            ("Then: end the match", "That closes her referral, unless she is in a group"),
        ],
    )


def services() -> Link:
    return Link("Services elsewhere", reverse("admin:referrals_signpost_changelist"))


def done(is_done: bool) -> Tag:
    return Tag("Done", "green") if is_done else Tag("To do", "blue")


def looks(reviews: dict[str, Review]) -> Table:
    rows = sorted(reviews.values(), key=lambda one: one.held_on)
    return Table(
        "Looks at how it goes",
        ["What", "Day", "How it goes", "What she said", "Noted by"],
        [
            (
                one.get_kind_display(),
                one.held_on,
                one.get_going_display(),
                one.words or "–",
                one.recorded_by.name,
            )
            for one in rows
        ],
        empty="None yet.",
    )


def pauses_and_longer(match: Match) -> list[Table]:
    """Only where there is something to show."""
    pauses, longer = list(queries.pauses_of(match)), list(queries.extensions_of(match))
    shown = []
    if pauses:
        headings = ["From", "Why", "Look at it again", "Until"]
        rows = [
            (one.from_on, one.get_why_display(), one.look_again_on, one.ended_on or "It rests now")
            for one in pauses
        ]
        shown.append(Table("Pauses", headings, rows))
    if longer:
        headings = ["Was to end", "Now ends", "Why", "In words"]
        rows = [(one.from_on, one.to_on, one.get_why_display(), one.words or "–") for one in longer]
        shown.append(Table("How the planned end was moved", headings, rows))
    return shown


def feedback(said: dict[str, Feedback]) -> list[Summary]:
    """Coordinators read both; the two never read each other's."""
    return [feedback_of(said[side], side) for side in Side if side in said]


def feedback_of(one: Feedback, side: Side) -> Summary:
    whose = "from her" if side == Side.HER else "from the volunteer"
    rows = [
        ("How well it fitted", HOW_IT_FITTED.get(one.felt_right)),
        ("What was good", one.helped),
        ("What could be better", one.better),
        ("Told us", f"{one.get_means_display()}, {date_format(one.given_at, 'j F Y')}"),
    ]
    return Summary(f"How it was, {whose}", [row for row in rows if row[1]])
