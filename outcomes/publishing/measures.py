"""What is counted of a programme for people outside the team, in their words."""

from outcomes.change_words import RELIABLE_CHANGE
from outcomes.definitions import Definition, Scale
from outcomes.disclosure import Measure
from outcomes.report import Plan
from outcomes.statistics import Change
from referrals.enums import ClosedReason, Source

SOURCES: dict[str, str] = {
    Source.HERSELF: "By herself",
    Source.PROFESSIONAL: "Through somebody who works with her",
    Source.STAFF: "By phone or in person",
}
ENDINGS = {
    "planned": "Support came to its planned end",
    "early": "Support ended early, or she moved away",
    "her_choice": "She decided not to go on",
    "not_reached": "We could not reach her",
    "elsewhere": "Another service fits better, or another area",
}
ENDING_OF = {
    ClosedReason.COMPLETED: "planned",
    ClosedReason.ENDED_EARLY: "early",
    ClosedReason.MOVED_AWAY: "early",
    ClosedReason.DECLINED_BY_HER: "her_choice",
    ClosedReason.NOT_REACHABLE: "not_reached",
    ClosedReason.SIGNPOSTED: "elsewhere",
    ClosedReason.OUT_OF_AREA: "elsewhere",
    ClosedReason.STEPPED_UP: "elsewhere",
}
AT_CASENESS, RECOVERED, AGREED = "at_caseness", "recovered", "agreed"
ASKED, ACCEPTED, MATCHED = "asked", "accepted", "matched"
STEPS = (
    Measure(ASKED, "Asked for support", tuple(SOURCES), SOURCES, is_step=True),
    Measure(ACCEPTED, "Were accepted", ("",), is_step=True, follows=ASKED),
    Measure(MATCHED, "Had their first match", ("",), is_step=True, follows=ACCEPTED),
    Measure("ended", "Ended", tuple(ENDINGS), ENDINGS, follows=ASKED),
)


def measures_of(plan: Plan) -> list[Measure]:
    changes = [_change(*compared) for compared in plan.compared()]
    return [*STEPS, *changes, *(_opinion(*opinion) for opinion in plan.opinions())]


def change_key(definition: Definition, scale: Scale) -> str:
    return f"change:{definition.key}:{scale.key}"


def opinion_key(definition: Definition, scale: Scale) -> str:
    return f"opinion:{definition.key}:{scale.key}"


def _change(definition: Definition, scale: Scale) -> Measure:
    key = change_key(definition, scale)
    classes = [*RELIABLE_CHANGE] if scale.reliable_change else [""]
    cases = ["", AT_CASENESS, f"{AT_CASENESS}.{RECOVERED}"] if scale.caseness else [""]
    parts = dict(RELIABLE_CHANGE) if scale.reliable_change else {}
    if scale.caseness:
        parts |= {
            AT_CASENESS: "Over the cut-off before",
            RECOVERED: "Over the cut-off before, and not any more",
        }
    left_over = (f"-{AT_CASENESS}", f"{AT_CASENESS}-{RECOVERED}") if scale.caseness else ()
    sorts = tuple(f"{one}.{case}".strip(".") for one in classes for case in cases)
    possible = tuple(sort for sort in sorts if not _impossible(sort))
    several = len(definition.scales) > 1
    title = f"{definition.name}, {scale.name}" if several else definition.name
    return Measure(key, title, possible, parts, left_over, follows=MATCHED)


def _impossible(sort: str) -> bool:
    """Nobody gets worse and falls below the cut-off at once."""
    return Change.DETERIORATED in sort and RECOVERED in sort


def _opinion(definition: Definition, scale: Scale) -> Measure:
    key = opinion_key(definition, scale)
    text = definition.item(scale.items[0]).text
    left_over = (f"-{AGREED}",)
    return Measure(key, text, (AGREED, ""), {AGREED: "Agreed"}, left_over, follows=MATCHED)
