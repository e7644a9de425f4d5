"""Whether a form that was sent may not come from a person. Nothing is ever thrown away for it."""

from dataclasses import dataclass
from datetime import timedelta

from referrals.enums import HeldFor

QUICKEST = {  # no person is faster from the first page to sending
    "yourself": timedelta(seconds=3),
    "someone": timedelta(seconds=3),
    "ring-me": timedelta(seconds=2),
}
LATELY = timedelta(hours=1)
MANY, HASTY = 10, timedelta(seconds=20)  # more than so many lately, and this one in haste
TOO_MANY = {  # more than people send from one connection in that time, however slowly
    "yourself": 30,
    "someone": 60,  # a whole hospital may share one
    "ring-me": 30,
}
GAVE_ITSELF_AWAY = (HeldFor.TRAP, HeldFor.TOO_FAST)
FORGET_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class Sending:
    """How one form came. ``lately`` counts those from its network before it.

    Forms that gave themselves away are not counted: a machine says nothing about its neighbours.
    """

    journey: str
    took: timedelta
    trapped: bool
    lately: int


def held_for(sending: Sending) -> HeldFor | str:
    """Why a person must look at it first; empty where nothing speaks against it."""
    if sending.trapped:
        return HeldFor.TRAP
    if sending.took < QUICKEST[sending.journey]:
        return HeldFor.TOO_FAST
    if sending.lately >= (MANY if sending.took < HASTY else TOO_MANY[sending.journey]):
        return HeldFor.FLOOD
    return ""
