"""A wave in plain words, for whoever plans it. Pure."""

from collections.abc import Sequence

from outcomes.enums import Anchor
from outcomes.schedule import WavePlan, ends_with_first_session

COUNTED_FROM = {
    Anchor.ASKED: "the day she asked for support",
    Anchor.ACCEPTED: "the day she was accepted",
    Anchor.MATCHED: "the day she was matched with a volunteer, or took a place in a group",
    Anchor.FIRST_SESSION: "the first session",
    Anchor.PLANNED_END: "the planned end of support",
    Anchor.DUE_DATE: "the day the baby is due, or the birth once it is here",
    Anchor.BIRTH: "the birth",
}

BEFORE_SUPPORT = (
    "With her first session it is over: nothing is sent from that day on, and at its end it "
    "closes. Nobody is asked who has had one.",
    "Who was asked the same a short while before is not asked again about the same days: it waits "
    "for them to pass, or her first answer stands.",
)


def sentences(plan: WavePlan) -> list[str]:
    """When it is asked, how often she is reminded, and when it closes."""
    anchor = COUNTED_FROM[Anchor(plan.anchor)]
    return [
        f"Asked from {counted(plan.opens_days, anchor)}.",
        reminded(plan.reminder_days),
        f"The last day to answer is {counted(plan.closes_days, anchor)}.",
        *(BEFORE_SUPPORT if ends_with_first_session(plan.key, plan.anchor) else ()),
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
