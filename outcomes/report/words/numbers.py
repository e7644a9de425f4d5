"""Figures as a person reads them. Pure."""

from outcomes import statistics

NOT_YET = "–"
WHY_NULL = {
    statistics.Reason.NO_PAIRS: "nobody has answered both times yet",
    statistics.Reason.ONE_PAIR: "only one person has answered both times",
    statistics.Reason.TWO_PAIRS: "only two people have answered both times",
    statistics.Reason.NO_VARIATION: "everybody's score moved by the same amount",
    statistics.Reason.NO_ANSWERS: "nobody to count yet",
    statistics.Reason.TOO_FEW: "fewer than two people in one of the groups",
    statistics.Reason.NO_RULE: "no published rule for this scale",
    statistics.Reason.MISSING_SCORE: "a score is missing",
    statistics.Reason.BOUNDARY: "scores of one person are no more alike than those of two",
}
"""Every reason there is: no figure is left out without one."""


def null(reason: statistics.Reason) -> str:
    return f"none: {WHY_NULL[reason]}"


def number(value: float | None) -> str:
    """Two decimals and a real minus sign."""
    return NOT_YET if value is None else f"{value:.2f}".replace("-", "−")


def span(ends: statistics.Interval) -> str:
    return " to ".join(map(number, ends))


def p_words(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def interval(x: int, n: int) -> str:
    low, high = statistics.wilson(x, n)
    return f"95% interval {percent(low)} to {percent(high)}"


def days(value: float | None) -> str:
    if value is None:
        return NOT_YET
    shown = f"{value:.1f}".removesuffix(".0")
    return f"{shown} day" if shown == "1" else f"{shown} days"
