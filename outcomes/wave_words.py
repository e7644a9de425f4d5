"""A wave in plain words, for whoever plans it. Pure."""

from collections.abc import Sequence

from outcomes.enums import Anchor
from outcomes.schedule import WavePlan

COUNTED_FROM = {
    Anchor.ASKED: "the day she asked for support",
    Anchor.ACCEPTED: "the day she was accepted",
    Anchor.FIRST_SESSION: "the first session",
    Anchor.PLANNED_END: "the planned end of support",
    Anchor.DUE_DATE: "the day the baby is due, or the birth once it is here",
    Anchor.BIRTH: "the birth",
}


def sentences(plan: WavePlan) -> list[str]:
    """When it is asked, how often she is reminded, and when it closes."""
    anchor = COUNTED_FROM[Anchor(plan.anchor)]
    return [
        f"Asked from {counted(plan.opens_days, anchor)}.",
        reminded(plan.reminder_days),
        f"The last day to answer is {counted(plan.closes_days, anchor)}.",
    ]


def counted(days: int, anchor: str) -> str:
    if days == 0:
        return anchor
    return f"{number_of(abs(days))} {'after' if days > 0 else 'before'} {anchor}"


def reminded(days: Sequence[int]) -> str:
    if not days:
        return "She is not reminded."
    each = " and ".join(number_of(day) for day in sorted(days))
    noun = "One reminder" if len(days) == 1 else "Two reminders"
    return f"{noun}, {each} after she was asked, unless she has answered."


def number_of(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
