"""Why a figure is null, and what every figure here shares."""

import sys
from enum import StrEnum

Interval = tuple[float, float]


class Reason(StrEnum):
    """Why a figure is null."""

    NO_PAIRS = "no_pairs"
    ONE_PAIR = "one_pair"
    TWO_PAIRS = "two_pairs"
    NO_VARIATION = "no_variation"
    NO_ANSWERS = "no_answers"
    TOO_FEW = "too_few"
    NO_RULE = "no_rule"
    """The scale has no published rule, and none may be made up."""
    MISSING_SCORE = "missing_score"
    BOUNDARY = "boundary"
    """The model's best fit lies at the edge of what it allows: women do not differ lastingly."""


def p_value(value: float) -> float:
    """A p-value that is never zero, however small, and never above one."""
    return min(1.0, max(sys.float_info.min, float(value)))
