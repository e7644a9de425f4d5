"""Who could support whom, and why. Pure: no database, no clock.

Hard rules come first: one of them broken, and the two are not put together. What is left is
scored. Every score contains ``MATCH``, which is worth more than all that could ever be gained
by leaving somebody without a volunteer. Points and reasons come from one table of criteria,
so nothing counts that is not said.
"""

from volunteers.matching.allocating import Allocation, NotPossible, Pair, Unmatched, allocate
from volunteers.matching.common import shared_formats, shared_slots, speaks_her_language
from volunteers.matching.criteria import CRITERIA, stage_of
from volunteers.matching.needs import Need, Offer
from volunteers.matching.ranking import (
    Candidate,
    Exclusion,
    best_reasons,
    candidate,
    excluded,
    rank,
)
from volunteers.matching.rows import Rows
from volunteers.matching.rules import HARD_RULES, HardRule, broken_rules, may_be_matched
from volunteers.matching.weights import DEFAULT_WEIGHTS, MATCH, STANDARD, Weight, Weights

__all__ = [
    "CRITERIA",
    "DEFAULT_WEIGHTS",
    "HARD_RULES",
    "MATCH",
    "STANDARD",
    "Allocation",
    "Candidate",
    "Exclusion",
    "HardRule",
    "Need",
    "NotPossible",
    "Offer",
    "Pair",
    "Rows",
    "Unmatched",
    "Weight",
    "Weights",
    "allocate",
    "best_reasons",
    "broken_rules",
    "candidate",
    "excluded",
    "may_be_matched",
    "rank",
    "shared_formats",
    "shared_slots",
    "speaks_her_language",
    "stage_of",
]
