"""What the steps about an answer come to, and which outcomes fit them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from outcomes.enums import RiskOutcome, RiskStepKind
from referrals.enums import Authority

CALLS_BEFORE_A_LEAD_DECIDES = 2

CRISIS = frozenset({Authority.MENTAL_HEALTH, Authority.POLICE, Authority.OTHER})
WITH_HER = frozenset(
    {Authority.EMERGENCY_CONTACT, Authority.MIDWIFE, Authority.CHILDREN, Authority.ADULTS}
)
FITTING: dict[RiskOutcome, frozenset[Authority]] = {
    RiskOutcome.GP_TOLD: frozenset({Authority.GP}),
    RiskOutcome.CRISIS_TEAM: CRISIS,
    RiskOutcome.EMERGENCY: CRISIS,
    RiskOutcome.TAKEN_OVER: WITH_HER,
}
"""Who must have been told. Every other outcome needs that somebody spoke with her."""


class Step(Protocol):
    kind: str
    told: str


@dataclass(frozen=True)
class Done:
    """What has been done so far."""

    calls_missed: int = 0
    spoke: bool = False
    told: frozenset[str] = frozenset()
    lead_asked: bool = False

    @property
    def lead_decides(self) -> bool:
        """Nobody can reach her, or somebody asked: the GP, her emergency contact, the police."""
        waits = self.lead_asked or self.calls_missed >= CALLS_BEFORE_A_LEAD_DECIDES
        return waits and not self.told


def done(steps: Iterable[Step]) -> Done:
    """In the order in which they were taken. Once somebody spoke with her, earlier calls do not
    count, and a lead who was asked is no longer waited for."""
    missed, spoke, asked, told = 0, False, False, set()
    for step in steps:
        match step.kind:
            case RiskStepKind.NO_ANSWER:
                missed += 1
            case RiskStepKind.SPOKE:
                missed, asked, spoke = 0, False, True
            case RiskStepKind.LEAD_ASKED:
                asked = True
            case RiskStepKind.TOLD:
                told.add(step.told)
    return Done(missed, spoke, frozenset(told), asked)


def why_not(outcome: RiskOutcome, so_far: Done) -> str:
    """What is missing for this outcome, in words for whoever closes; empty if it fits."""
    needed = FITTING.get(outcome)
    if needed is None:
        return "" if so_far.spoke else "Note first that you spoke with her."
    if so_far.told & needed:
        return ""
    return "Note first who was told, and on what basis: then close with that outcome."
