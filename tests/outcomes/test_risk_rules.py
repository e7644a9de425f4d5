"""What the steps come to, and which ends fit them."""

import pytest

from outcomes.enums import RiskOutcome, RiskStepKind
from outcomes.models import RiskStep
from outcomes.risk_rules import done, why_not
from referrals.enums import Authority


def steps(words: str) -> list[RiskStep]:
    """``no_answer spoke told:gp``"""
    parts = [one.partition(":") for one in words.split()]
    return [RiskStep(kind=RiskStepKind(kind), told=told) for kind, _, told in parts]


@pytest.mark.parametrize(
    ("taken", "lead_decides"),
    [
        ("", False),
        ("no_answer", False),
        ("no_answer no_answer", True),
        ("no_answer note no_answer", True),
        ("no_answer spoke no_answer", False),
        ("no_answer no_answer spoke", False),
        ("no_answer no_answer told:police", False),
        ("lead_asked", True),
        ("lead_asked spoke", False),
    ],
)
def test_when_a_lead_decides(taken, lead_decides):
    assert done(steps(taken)).lead_decides is lead_decides


SPOKEN, GP, CRISIS, POLICE = "spoke", "told:gp", "told:mental_health", "told:police"
WITH_HER = {"told:emergency", "told:midwife", "told:children", "told:adults"}


@pytest.mark.parametrize(
    ("outcome", "fit"),
    [
        (RiskOutcome.SPOKE_SAFE, {SPOKEN}),
        (RiskOutcome.ANSWERED_BY_MISTAKE, {SPOKEN}),
        (RiskOutcome.GP_TOLD, {GP}),
        (RiskOutcome.CRISIS_TEAM, {CRISIS, POLICE}),
        (RiskOutcome.EMERGENCY, {CRISIS, POLICE}),
        (RiskOutcome.TAKEN_OVER, WITH_HER),
    ],
)
def test_it_closes_only_as_what_was_done_allows(outcome, fit):
    everything = ["", "note", "no_answer no_answer", SPOKEN, GP, CRISIS, POLICE, *WITH_HER]
    assert {taken for taken in everything if not why_not(outcome, done(steps(taken)))} == fit


@pytest.mark.parametrize("told", Authority.values)
def test_whoever_is_told_there_is_an_end_that_fits(told):
    so_far = done(steps(f"no_answer no_answer told:{told}"))
    assert [outcome for outcome in RiskOutcome if not why_not(outcome, so_far)]
