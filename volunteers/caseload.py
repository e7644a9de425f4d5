"""What this app adds to an export of a caseload: who supported her, and when they met."""

from referrals.caseload.own_tables import OF_REFERRAL
from referrals.caseload.tables import Column, Table, register
from referrals.parts_of_hers import at
from volunteers import caseload_support
from volunteers.models import Match, Session

MATCHES = Table(
    "matches",
    "each volunteer proposed for her, or supporting her",
    Match,
    lambda site: (
        Match.objects.filter(referral__site=site)
        .select_related("volunteer")
        .order_by("proposed_at", "pk")
    ),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("volunteer", "The volunteer’s first name", "volunteer.first_name"),
        Column("kind", "Main, cover or handover"),
        Column("status", "Where it stands"),
        Column("status_since", "Since when"),
        Column("score", "The points she was proposed with"),
        Column("reasons", "Why she was proposed, as it read then"),
        Column("proposed_at", "When the volunteer was asked"),
        Column("volunteer_agreed_at", "When the volunteer said yes"),
        Column("parent_agreed_at", "When she said yes"),
        Column("started_at", "When it began"),
        Column("ended_at", "When it ended"),
        Column("end_reason", "Why it ended"),
    ),
    {
        "safety_note": "said in private to the coordinator alone; it leaves the house nowhere",
        "safety_note_seen_at": "about what was said in private",
        "created_at": "when the row was written; the days that count are there",
    },
    whose=at("referral__parent"),
)
SESSIONS = Table(
    "sessions",
    "each time the two were to meet or talk",
    Session,
    lambda site: (
        Session.objects.filter(match__referral__site=site)
        .select_related("logged_by")
        .order_by("held_on", "pk")
    ),
    (
        Column("id", "Its own key"),
        Column("match", "The match, as in matches.csv", "match_id"),
        Column("held_on", "The day"),
        Column("kind", "By phone, at home, out, by video or by text"),
        Column("attendance", "What happened"),
        Column("minutes", "How long it took, in minutes"),
        Column("was_hard", "Whether the volunteer would like to talk about it"),
        Column("note", "Note"),
        Column("logged_at", "When it was written down"),
        Column("logged_by", "By whom", "logged_by.name"),
    ),
    left_out={"withdrawn_at": "a log that was entered wrongly is not taken along"},
    whose=at("match__referral__parent"),
)


def register_all() -> None:
    for table in (MATCHES, SESSIONS, *caseload_support.TABLES):
        register(table)
