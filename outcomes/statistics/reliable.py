"""What one person's change amounts to.

Source: Jacobson & Truax 1991 (J Consult Clin Psychol 59:12).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

BEYOND_CHANCE = 1.96
"""Of the index, as in the paper."""


class Change(StrEnum):
    """What a person's change amounts to, against the scale's reliable change."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


def reliable_class(change: float | Fraction, points: float, higher_is: str) -> Change:
    """Class of one change (post minus pre). ``higher_is``: ``worse`` or ``better``.

    Take the difference of ``exact`` scores where they may have decimals: 10.1 to 4.1 is six.
    """
    gain = change if higher_is == "better" else -change
    if gain >= points:
        return Change.IMPROVED
    return Change.DETERIORATED if gain <= -points else Change.UNCHANGED


@dataclass(frozen=True, slots=True)
class JacobsonTruax:
    """Reliable change index of one person. Reliable when ``abs(rc) > 1.96``."""

    se: float
    s_diff: float
    rc: float
    reliable: bool


def jacobson_truax(change: float, sd_pre: float, reliability: float) -> JacobsonTruax:
    """``sd_pre`` in points and above 0; ``reliability`` from 0 up to, but not, 1."""
    if sd_pre <= 0 or not 0 <= reliability < 1:
        raise ValueError("an SD above 0 and a reliability from 0 to below 1 are needed")
    se = sd_pre * math.sqrt(1 - reliability)
    s_diff = math.sqrt(2) * se
    rc = change / s_diff
    return JacobsonTruax(se, s_diff, rc, abs(rc) > BEYOND_CHANCE)


def reliable_points(sd_pre: float, reliability: float) -> float:
    """The change, in points, at which the index reaches 1.96."""
    return BEYOND_CHANCE * jacobson_truax(0, sd_pre, reliability).s_diff


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Jacobson and Truax's three cut-offs between a clinical and a general population."""

    a: float
    """Two SDs beyond the clinical mean, towards the general one."""
    b: float
    """Within two SDs of the general mean."""
    c: float
    """Where both are equally likely."""


def jacobson_truax_cutoffs(
    clinical_mean: float, clinical_sd: float, general_mean: float, general_sd: float
) -> Cutoffs:
    """The cut-offs, whichever direction is better."""
    towards = math.copysign(2, general_mean - clinical_mean)
    return Cutoffs(
        a=clinical_mean + towards * clinical_sd,
        b=general_mean - towards * general_sd,
        c=(general_sd * clinical_mean + clinical_sd * general_mean) / (general_sd + clinical_sd),
    )
