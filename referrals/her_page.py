"""What upper apps add to her own page: panels, and a nearer word for where she stands.

    @her_page.panel(order=20)
    def questions(referral, now): return Panel("Questions for you", "outcomes/her_page.html", {})

    @her_page.nearer
    def in_mind(referral): return Step.IN_MIND if ... else None

She reads all of it, and so may whoever looks over her shoulder: of other people at most a first
name, and that only once both have agreed to meet.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from referrals import queries
from referrals.enums import RequestKind, Status
from referrals.models import Referral


class Step(StrEnum):
    """Where she stands, as she would say it."""

    RECEIVED = "received"
    TRYING = "trying"
    SPOKEN = "spoken"
    WAITING = "waiting"
    IN_MIND = "in_mind"
    FOUND = "found"
    MEETING = "meeting"
    RESTING = "resting"
    PLACE = "place"
    ENDING = "ending"
    CLOSED = "closed"


STEP_OF = {
    Status.RECEIVED: Step.RECEIVED,
    Status.IN_CONTACT: Step.TRYING,
    Status.WAITING: Step.WAITING,
    Status.MATCHED: Step.FOUND,
    Status.IN_SUPPORT: Step.MEETING,
    Status.ENDING: Step.ENDING,
    Status.CLOSED: Step.CLOSED,
}

WITH_SOMEONE = (Step.FOUND, Step.MEETING, Step.RESTING, Step.ENDING)


def may_ask(step: Step) -> list[RequestKind]:
    """What she can ask for where she stands: someone else only if there is someone."""
    left_out = set() if step in WITH_SOMEONE else {RequestKind.OTHER}
    if step == Step.CLOSED:
        left_out.add(RequestKind.END)
    return [kind for kind in RequestKind if kind not in left_out]


@dataclass(frozen=True)
class Panel:
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Maker = Callable[[Referral, datetime], Panel | None]
Nearer = Callable[[Referral], Step | None]

_makers: list[tuple[int, Maker]] = []
_nearer: list[Nearer] = []


def panel(order: int = 100) -> Callable[[Maker], Maker]:
    """Add a panel to her page: ``maker(referral, now)``, None where there is nothing to show."""

    def add(maker: Maker) -> Maker:
        _makers.append((order, maker))
        return maker

    return add


def nearer(say: Nearer) -> Nearer:
    """Say more exactly where she stands than her referral's status does."""
    _nearer.append(say)
    return say


def panels_for(referral: Referral, now: datetime) -> Iterator[Panel]:
    for _, maker in sorted(_makers, key=lambda pair: pair[0]):
        if made := maker(referral, now):
            yield made


def step_of(referral: Referral) -> Step:
    for say in _nearer:
        if step := say(referral):
            return step
    step = STEP_OF[Status(referral.status)]
    return Step.SPOKEN if step == Step.TRYING and queries.has_spoken(referral) else step
