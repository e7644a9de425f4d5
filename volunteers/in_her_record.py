"""Which rows of ours are part of a mum's record: who opened them, and what goes with her."""

from referrals import parts_of_hers, who_looked
from referrals.caseload.tables import Column, Table
from referrals.copies import gathering
from referrals.parts_of_hers import at
from volunteers import actions
from volunteers.models import (
    CoverNeed,
    DraftPair,
    Extension,
    Feedback,
    HomeVisit,
    Match,
    Review,
    Session,
    SessionDraft,
)

TOLD_IN_PRIVATE = Table(
    "told_in_private",
    "what a volunteer told your coordinator in private, when asked to support you",
    Match,
    lambda site: Match.objects.filter(referral__site=site),
    (
        Column("safety_note", "What was said"),
        Column("safety_note_seen_at", "When the coordinator read it"),
    ),
    whose=at("referral__parent"),
)


def register() -> None:
    who_looked.part_of_hers(Match, by="referral__parent")
    for model in (Match, DraftPair):
        parts_of_hers.add(model, at("referral__parent"))
    for model in (CoverNeed, Extension, Feedback, HomeVisit, Review, Session, SessionDraft):
        parts_of_hers.add(model, at("match__referral__parent"))
    gathering.add_table(TOLD_IN_PRIVATE)
    parts_of_hers.add_again(actions.erase_volunteers_again)
