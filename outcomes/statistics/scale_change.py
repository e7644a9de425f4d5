"""Persons moving on a scale, by its published rules.

Source of clinically significant change: Jacobson & Truax 1991 (J Consult Clin Psychol 59:12).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from outcomes.definitions import Scale
from outcomes.statistics.exact import Counts, Moments, counted, exact, in_parts, moments
from outcomes.statistics.proportions import Proportion, mcnemar_p, proportion
from outcomes.statistics.reasons import Reason
from outcomes.statistics.reliable import Change, reliable_class, reliable_points

Pairs = Mapping[tuple[float, float], int]
"""How many people have this (before, after), both given."""


class Move(NamedTuple):
    """One way to move: reliably or not, at caseness before and still (or now) after."""

    change: Change
    was: bool
    still: bool


class Origin(StrEnum):
    """Where the points of a reliable change come from."""

    PUBLISHED = "published"
    PROGRAMME = "programme_sd_and_alpha"
    """Jacobson and Truax's index, from the SD before of these very people and a published alpha."""


@dataclass(frozen=True, slots=True)
class ReliableRule:
    """From how many points a change is more than measurement error, and who says so."""

    points: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Caseness:
    """How many were at caseness before and after, in complete pairs."""

    pre: int
    post: int
    mcnemar_p: float | None
    reason: Reason | None = None
    """Why there is no test: nobody answered both times."""


@dataclass(frozen=True, slots=True)
class ClinicalChange:
    """How many changed reliably and crossed the cut-off for caseness on the way."""

    improved: int
    deteriorated: int


@dataclass(frozen=True, slots=True)
class ScaleChange:
    """What the scale's rules say about complete pairs; null where it has no rule."""

    reliable: Mapping[Change, int] | None
    reliable_rule: ReliableRule | None
    clinical: ClinicalChange | None
    """Needs both a reliable change and a cut-off."""
    caseness: Caseness | None
    recovered: Proportion | None
    """No longer at caseness, of those at caseness before."""
    bands: Mapping[str, Mapping[str, int]] | None
    """From band to band, every combination, zeros included."""
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    """A reason for each of these that is null."""


def scale_change(
    pre: Sequence[float | None],
    post: Sequence[float | None],
    scale: Scale,
    higher_is: str,
    alpha: float | None = None,
) -> ScaleChange:
    """Persons moving on a scale. Scores outside the scale's range are the caller's to refuse.

    ``higher_is``: ``worse`` or ``better``. ``alpha``: a published reliability of the scale, from
    0 to below 1, asked for only where it has no published reliable change.
    """
    return scale_change_of(counted(pre, post), scale, higher_is, alpha)


def scale_change_of(
    counts: Counts, scale: Scale, higher_is: str, alpha: float | None = None
) -> ScaleChange:
    """As ``scale_change``, of how many people have each (before, after); None: missing."""
    pairs = {(a, b): n for (a, b), n in counts.items() if n and a is not None and b is not None}
    rule, no_rule = _rule(scale, pairs, alpha)
    moves = _moves(pairs, scale, rule, higher_is)
    cutoff = scale.caseness is not None
    reasons = {
        "reliable": no_rule,
        "reliable_rule": no_rule,
        "clinical": no_rule if cutoff else Reason.NO_RULE,
        "caseness": None if cutoff else Reason.NO_RULE,
        "recovered": None if cutoff else Reason.NO_RULE,
        "bands": None if scale.bands else Reason.NO_RULE,
    }
    return ScaleChange(
        reliable=_reliable(moves) if rule else None,
        reliable_rule=rule,
        clinical=_clinical(moves) if rule and cutoff else None,
        caseness=_caseness(moves) if cutoff else None,
        recovered=_recovered(moves) if cutoff else None,
        bands=_band_moves(pairs, scale) if scale.bands else None,
        reasons={name: reason for name, reason in reasons.items() if reason},
    )


def _rule(
    scale: Scale, pairs: Pairs, alpha: float | None
) -> tuple[ReliableRule | None, Reason | None]:
    """The published points; or else, with an alpha, those of Jacobson and Truax's index."""
    if scale.reliable_change is not None:
        return ReliableRule(scale.reliable_change.points, Origin.PUBLISHED), None
    if alpha is None:
        return None, Reason.NO_RULE
    sd_pre = _moments_before(pairs).sd
    if sd_pre:
        return ReliableRule(reliable_points(sd_pre, alpha), Origin.PROGRAMME), None
    few = {0: Reason.NO_PAIRS, 1: Reason.ONE_PAIR}
    return None, few.get(sum(pairs.values()), Reason.NO_VARIATION)


def _moments_before(pairs: Pairs) -> Moments:
    whole, parts = in_parts({before for before, _ in pairs})
    return moments(((whole[before], n) for (before, _), n in pairs.items()), parts)


def _moves(pairs: Pairs, scale: Scale, rule: ReliableRule | None, higher_is: str) -> Counter[Move]:
    """How many people moved in each way. Without a rule or a cut-off nobody moves by it."""
    points = rule.points if rule else math.inf
    at_least = scale.caseness.at_least if scale.caseness else math.inf
    found: Counter[Move] = Counter()
    for (before, after), n in pairs.items():
        change = reliable_class(exact(after) - exact(before), points, higher_is)
        found[Move(change, before >= at_least, after >= at_least)] += n
    return found


def _reliable(moves: Counter[Move]) -> dict[Change, int]:
    return {
        change: sum(n for move, n in moves.items() if move.change == change) for change in Change
    }


def _clinical(moves: Counter[Move]) -> ClinicalChange:
    return ClinicalChange(
        improved=moves[Move(Change.IMPROVED, True, False)],
        deteriorated=moves[Move(Change.DETERIORATED, False, True)],
    )


def _caseness(moves: Counter[Move]) -> Caseness:
    only_before = sum(n for move, n in moves.items() if move.was and not move.still)
    only_after = sum(n for move, n in moves.items() if move.still and not move.was)
    both = sum(n for move, n in moves.items() if move.was and move.still)
    anybody = sum(moves.values()) > 0
    return Caseness(
        pre=only_before + both,
        post=only_after + both,
        mcnemar_p=mcnemar_p(only_before, only_after) if anybody else None,
        reason=None if anybody else Reason.NO_PAIRS,
    )


def _recovered(moves: Counter[Move]) -> Proportion:
    cases = sum(n for move, n in moves.items() if move.was)
    return proportion(sum(n for move, n in moves.items() if move.was and not move.still), cases)


def _band_moves(pairs: Pairs, scale: Scale) -> dict[str, dict[str, int]]:
    keys = [band.key for band in scale.bands]
    moves = {start: dict.fromkeys(keys, 0) for start in keys}
    for (before, after), n in pairs.items():
        start, end = scale.band_of(before), scale.band_of(after)
        if start is not None and end is not None:
            moves[start.key][end.key] += n
    return moves
