"""Who could support one woman, the best fit first, and why the others could not."""

from collections.abc import Iterable
from dataclasses import dataclass

from volunteers.matching.criteria import CRITERIA, Said
from volunteers.matching.needs import Need, Offer
from volunteers.matching.rules import HardRule, broken_rules, may_be_matched
from volunteers.matching.weights import MATCH, STANDARD, Weights

ALIKE = ("first_weeks", "waiting")  # count the same for every volunteer of hers


@dataclass(frozen=True)
class Candidate:
    offer: Offer
    score: int
    reasons: tuple[str, ...]  # fit for the volunteer's eyes
    for_staff: tuple[str, ...] = ()  # what counted too and is never shown to a volunteer

    @property
    def fit(self) -> int:
        """The points that tell candidates apart."""
        return self.score - MATCH


@dataclass(frozen=True)
class Exclusion:
    """Why not, and what would have to be different where it is only one thing."""

    offer: Offer
    why: tuple[str, ...]
    near_miss: str | None = None


def candidate(need: Need, offer: Offer, weights: Weights = STANDARD) -> Candidate:
    """The score and reasons of a pair that no hard rule forbids."""
    said = _said(need, offer)
    score = MATCH + sum(weights.points(key) * one.times for key, one in said)
    return Candidate(
        offer,
        score,
        tuple(words for _, one in said for words in one.words),
        tuple(words for _, one in said for words in one.quietly),
    )


def best_reasons(need: Need, offer: Offer, weights: Weights = STANDARD) -> list[str]:
    """What tells this volunteer from others, what counts most first."""
    hers = [(key, one) for key, one in _said(need, offer) if key not in ALIKE]
    in_order = sorted(hers, key=lambda said: -weights.points(said[0]) * said[1].times)
    return [words for _, one in in_order for words in one.words]


def _said(need: Need, offer: Offer) -> list[tuple[str, Said]]:
    return [(key, criterion(need, offer)) for key, criterion in CRITERIA]


def rank(need: Need, offers: Iterable[Offer], weights: Weights = STANDARD) -> list[Candidate]:
    """Everyone who may be proposed to her, the best fit first."""
    possible = [candidate(need, offer, weights) for offer in offers if may_be_matched(need, offer)]
    return sorted(possible, key=lambda one: (-one.score, one.offer.volunteer))


def excluded(need: Need, offers: Iterable[Offer]) -> list[Exclusion]:
    """Everyone who may not, with the reasons; near misses first."""
    found = [
        _exclusion(need, offer, broken) for offer in offers if (broken := broken_rules(need, offer))
    ]
    return sorted(found, key=lambda one: (one.near_miss is None, one.offer.volunteer))


def _exclusion(need: Need, offer: Offer, broken: list[HardRule]) -> Exclusion:
    near = broken[0].near(need, offer) if len(broken) == 1 else None
    return Exclusion(offer, tuple(rule.why(need, offer) for rule in broken), near)
