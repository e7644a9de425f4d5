"""What pages of staff show about questionnaires. Scores are screening scores, never diagnoses."""

from outcomes.panels import not_hers as not_hers  # registers itself
from outcomes.panels.kept import kept_unfinished
from outcomes.panels.open_answers import due_next
from outcomes.panels.put_right import IN_DETAIL
from outcomes.panels.requests import (
    asked,
    called,
    occasion,
    of_referral,
    request_link,
    request_tag,
    who,
)
from outcomes.panels.risk import (
    how_to_reach_her,
    looked_at,
    shown,
    something_sad,
    steps,
    what_next,
    what_she_answered,
)
from outcomes.panels.scores import figure, scores

__all__ = [
    "IN_DETAIL",
    "asked",
    "called",
    "due_next",
    "figure",
    "how_to_reach_her",
    "kept_unfinished",
    "looked_at",
    "occasion",
    "of_referral",
    "request_link",
    "request_tag",
    "scores",
    "shown",
    "something_sad",
    "steps",
    "what_next",
    "what_she_answered",
    "who",
]
