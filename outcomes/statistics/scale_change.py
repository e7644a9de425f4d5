"""Persons moving on a scale, by its published rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outcomes.definitions import Scale
from outcomes.statistics.proportions import Proportion, mcnemar_p, proportion
from outcomes.statistics.reliable import Change, reliable_class


@dataclass(frozen=True, slots=True)
class Caseness:
    """How many were at caseness before and after, in complete pairs."""

    pre: int
    post: int
    mcnemar_p: float | None
    """Null without pairs."""


@dataclass(frozen=True, slots=True)
class ScaleChange:
    """What the scale's published rules say about complete pairs; null where it has no rule."""

    reliable: Mapping[Change, int] | None
    caseness: Caseness | None
    recovered: Proportion | None
    """No longer at caseness, of those at caseness before."""
    bands: Mapping[str, Mapping[str, int]] | None
    """From band to band, every combination, zeros included."""


def scale_change(
    pre: Sequence[float | None], post: Sequence[float | None], scale: Scale, higher_is: str
) -> ScaleChange:
    """Persons moving on a scale. Scores outside the scale's range are the caller's to refuse."""
    rows = zip(pre, post, strict=True)
    pairs = [(a, b) for a, b in rows if a is not None and b is not None]
    cutoff = scale.caseness
    cases = (
        None if cutoff is None else [(a >= cutoff.at_least, b >= cutoff.at_least) for a, b in pairs]
    )
    return ScaleChange(
        reliable=_reliable(pairs, scale, higher_is),
        caseness=None if cases is None else _caseness(cases),
        recovered=None if cases is None else _recovered(cases),
        bands=_band_moves(pairs, scale),
    )


def _reliable(
    pairs: Sequence[tuple[float, float]], scale: Scale, higher_is: str
) -> dict[Change, int] | None:
    rule = scale.reliable_change
    if rule is None:
        return None
    classes = [reliable_class(b - a, rule.points, higher_is) for a, b in pairs]
    return {change: classes.count(change) for change in Change}


def _caseness(cases: Sequence[tuple[bool, bool]]) -> Caseness:
    only_before, only_after = cases.count((True, False)), cases.count((False, True))
    return Caseness(
        pre=sum(before for before, _ in cases),
        post=sum(after for _, after in cases),
        mcnemar_p=mcnemar_p(only_before, only_after) if cases else None,
    )


def _recovered(cases: Sequence[tuple[bool, bool]]) -> Proportion:
    after_a_case = [after for before, after in cases if before]
    return proportion(after_a_case.count(False), len(after_a_case))


def _band_moves(
    pairs: Sequence[tuple[float, float]], scale: Scale
) -> dict[str, dict[str, int]] | None:
    if not scale.bands:
        return None
    keys = [band.key for band in scale.bands]
    moves = {start: dict.fromkeys(keys, 0) for start in keys}
    for before, after in pairs:
        start, end = scale.band_of(before), scale.band_of(after)
        if start is not None and end is not None:
            moves[start.key][end.key] += 1
    return moves
