"""The whole list at once: who with whom, so that the most are matched and they fit best.

The total of the scores is the highest there is (a minimum-cost flow, solved exactly), and the
same comes out whatever the order of the lists: they are put in the order of their ids first,
which also settles which of several equally good answers is found.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from volunteers.matching.needs import Need, Offer
from volunteers.matching.rows import Rows
from volunteers.matching.weights import STANDARD, Weights

PairOfIds = tuple[str, str]  # referral, volunteer
NONE: frozenset[PairOfIds] = frozenset()


class NotPossible(ValueError):
    """A pair that was fixed by hand and cannot stay so. The message is fit for a person."""


@dataclass(frozen=True)
class Pair:
    referral: str
    volunteer: str
    score: int
    reasons: tuple[str, ...]  # fit for the volunteer's eyes
    for_staff: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unmatched:
    referral: str
    why: str
    near_misses: tuple[str, ...]


@dataclass(frozen=True)
class Allocation:
    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    objective: int
    considered: int  # eligible pairs that were weighed


def allocate(
    needs: Iterable[Need] | Rows[Need],
    offers: Iterable[Offer] | Rows[Offer],
    weights: Weights = STANDARD,
    *,
    fixed: frozenset[PairOfIds] = NONE,
    ruled_out: frozenset[PairOfIds] = NONE,
) -> Allocation:
    """Fixed pairs stay and the rest is the best around them; pairs ruled out do not come up."""
    # Solver and arrays cost a process 0.1 s and 30 MB: only who solves pays for them.
    from volunteers.matching.weighed import weigh

    return weigh(needs, offers, weights).allocate(fixed=fixed, ruled_out=ruled_out)
