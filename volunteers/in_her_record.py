"""Which rows of ours are part of a mum's record: who opened them, and what goes with her."""

from referrals import parts_of_hers, who_looked
from referrals.parts_of_hers import at
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


def register() -> None:
    who_looked.part_of_hers(Match, by="referral__parent")
    for model in (Match, DraftPair):
        parts_of_hers.add(model, at("referral__parent"))
    for model in (CoverNeed, Extension, Feedback, HomeVisit, Review, Session, SessionDraft):
        parts_of_hers.add(model, at("match__referral__parent"))
