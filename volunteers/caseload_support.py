"""What an export of a caseload holds about support that runs, its ending, and groups."""

from referrals.caseload.own_tables import OF_REFERRAL
from referrals.caseload.tables import Column, Table
from referrals.parts_of_hers import at
from volunteers.models import (
    Extension,
    Feedback,
    GroupAttendance,
    GroupPlace,
    GroupSession,
    Pause,
    Review,
    SupportGroup,
)

OF_MATCH = Column("match", "The match, as in matches.csv", "match_id")


def of_matches(model, *order: str):
    """The rows of a site that hang on a match."""
    return lambda site: model.objects.filter(match__referral__site=site).order_by(*order, "pk")


REVIEWS = Table(
    "reviews",
    "each look at how it goes, with her",
    Review,
    lambda site: of_matches(Review, "held_on")(site).select_related("recorded_by"),
    (
        Column("id", "Its own key"),
        OF_MATCH,
        Column("kind", "Half-way or at the end"),
        Column("held_on", "The day"),
        Column("going", "How it goes"),
        Column("words", "What she said"),
        Column("recorded_at", "When it was written down"),
        Column("recorded_by", "By whom", "recorded_by.name"),
    ),
    whose=at("match__referral__parent"),
)
EXTENSIONS = Table(
    "extensions",
    "each time support went on beyond its planned end",
    Extension,
    lambda site: of_matches(Extension, "at")(site).select_related("actor"),
    (
        Column("id", "Its own key"),
        OF_MATCH,
        Column("from_on", "The end that was planned"),
        Column("to_on", "The new end"),
        Column("why", "Why"),
        Column("words", "In words"),
        Column("at", "When it was decided"),
        Column("actor", "By whom", "actor.name"),
    ),
    {"actor_kind": "a person of ours, always"},
    whose=at("match__referral__parent"),
)
PAUSES = Table(
    "pauses",
    "each stretch in which support rested",
    Pause,
    lambda site: of_matches(Pause, "from_on")(site).select_related("recorded_by"),
    (
        Column("id", "Its own key"),
        OF_MATCH,
        Column("why", "Why"),
        Column("from_on", "From when"),
        Column("look_again_on", "When somebody was to look at it again"),
        Column("ended_on", "Until when"),
        Column("recorded_by", "Noted by", "recorded_by.name"),
    ),
    whose=at("match__referral__parent"),
)
FEEDBACK = Table(
    "feedback",
    "how it was, from her and from her volunteer; neither reads the other’s",
    Feedback,
    of_matches(Feedback, "given_at"),
    (
        Column("id", "Its own key"),
        OF_MATCH,
        Column("side", "Who says it"),
        Column("felt_right", "How well it fitted, 1 to 5"),
        Column("helped", "What was good"),
        Column("better", "What could be better"),
        Column("means", "How it was told"),
        Column("given_at", "When"),
    ),
    whose=at("match__referral__parent"),
)
GROUPS = Table(
    "groups",
    "the groups of the site",
    SupportGroup,
    lambda site: SupportGroup.objects.filter(site=site).order_by("starts_on", "pk"),
    (
        Column("id", "Its own key"),
        Column("name", "What it is called"),
        Column("venue", "Where it meets"),
        Column("meets", "When it meets"),
        Column("access", "Step-free, parking, buggies"),
        Column("capacity", "How many places"),
        Column("starts_on", "Its first day"),
        Column("ended_on", "When it ended"),
    ),
    {"site": "the export is of one site"},
    whose=at("groupplace__referral__parent"),
)
PLACES = Table(
    "group_places",
    "who has or had a place in a group",
    GroupPlace,
    lambda site: GroupPlace.objects.filter(group__site=site).order_by("joined_on", "pk"),
    (
        Column("id", "Its own key"),
        Column("group", "The group, as in groups.csv", "group_id"),
        OF_REFERRAL,
        Column("joined_on", "Since when"),
        Column("left_on", "Until when"),
    ),
    whose=at("referral__parent"),
)
MEETINGS = Table(
    "group_meetings",
    "each meeting of a group; guests are a number, and nothing else",
    GroupSession,
    lambda site: (
        GroupSession.objects.filter(group__site=site)
        .select_related("recorded_by")
        .order_by("held_on", "pk")
    ),
    (
        Column("id", "Its own key"),
        Column("group", "The group, as in groups.csv", "group_id"),
        Column("held_on", "The day"),
        Column("minutes", "How long it took, in minutes"),
        Column("fell_through", "Whether it fell through"),
        Column("guests", "How many guests came"),
        Column("note", "Note"),
        Column("recorded_at", "When it was written down"),
        Column("recorded_by", "By whom", "recorded_by.name"),
    ),
    whose=at("groupattendance__place__referral__parent"),
)
ATTENDANCES = Table(
    "group_attendances",
    "who came to which meeting",
    GroupAttendance,
    lambda site: GroupAttendance.objects.filter(session__group__site=site).order_by(
        "session__held_on", "pk"
    ),
    (
        Column("id", "Its own key"),
        Column("session", "The meeting, as in group_meetings.csv", "session_id"),
        Column("place", "The place, as in group_places.csv", "place_id"),
    ),
    whose=at("place__referral__parent"),
)
TABLES = (
    *(REVIEWS, EXTENSIONS, PAUSES, FEEDBACK),
    *(GROUPS, PLACES, MEETINGS, ATTENDANCES),
)
