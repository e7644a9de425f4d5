"""Which criminal record check a volunteer needs, by nation and by what she does. Pure.

These hold where a programme has set none of its own. They are what is usual, not legal advice:
the organisation must confirm each of them, with its own reasons, before it relies on it. In
England, Wales and Northern Ireland no law says when a check has to be done again; three years is
custom. In Scotland a membership of the scheme lasts five years.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pim.enums import Nation
from volunteers.enums import CheckKind, CheckLevel, VolunteerRole

TO_CONFIRM = "This is our usual rule. Your organisation must confirm it."
GRADES = (CheckLevel.BASIC, CheckLevel.STANDARD, CheckLevel.ENHANCED, CheckLevel.ENHANCED_BARRED)
LEVELS_OF: Mapping[str, tuple[str, ...]] = {
    CheckKind.DBS: GRADES,
    CheckKind.PVG: (CheckLevel.MEMBERSHIP,),
    CheckKind.ACCESS_NI: (CheckLevel.BASIC, CheckLevel.STANDARD, CheckLevel.ENHANCED),
}
WHY_OF = {
    VolunteerRole.ONE_TO_ONE: "For those who meet mums and babies on their own, often at home.",
    VolunteerRole.GROUP: "For those who are with mums and babies in a group, week after week.",
}
WHY_AGAIN = {
    Nation.SCOTLAND: "The scheme is for all who do regulated work. A membership lasts 5 years.",
}
USUAL_AGAIN = "No law says when to check again. Every 3 years is usual."


@dataclass(frozen=True)
class Rule:
    kind: str
    level: str
    months: int | None  # until it is done again; None: never
    reason: str
    is_usual: bool = False  # nobody in the organisation has confirmed it


def _default(nation: Nation, role: VolunteerRole) -> Rule:
    kind, level, months = {
        Nation.ENGLAND: (CheckKind.DBS, CheckLevel.ENHANCED, 36),
        Nation.WALES: (CheckKind.DBS, CheckLevel.ENHANCED, 36),
        Nation.SCOTLAND: (CheckKind.PVG, CheckLevel.MEMBERSHIP, 60),
        Nation.NORTHERN_IRELAND: (CheckKind.ACCESS_NI, CheckLevel.ENHANCED, 36),
    }[nation]
    reason = f"{WHY_OF[role]} {WHY_AGAIN.get(nation, USUAL_AGAIN)}"
    return Rule(kind, level, months, reason, is_usual=True)


DEFAULTS: Mapping[tuple[str, str], Rule] = {
    (nation, role): _default(nation, role) for nation in Nation for role in VolunteerRole
}


def is_at_least(level: str, asked: str) -> bool:
    """Whether a level is enough. One that was not noted never is, unless none is asked for."""
    if not asked:
        return True
    if level not in GRADES or asked not in GRADES:
        return level == asked
    return GRADES.index(CheckLevel(level)) >= GRADES.index(CheckLevel(asked))


def enough_for(asked: str) -> list[str]:
    return [level for level in CheckLevel if is_at_least(level, asked)]


def fits(kind: str, level: str) -> bool:
    """Whether there is such a level of this kind of check."""
    return level in LEVELS_OF.get(kind, ())


def strictest(rules: Iterable[Rule]) -> dict[str, Rule]:
    """By kind, the rule that asks for most: who does two things keeps both."""
    asked: dict[str, Rule] = {}
    for rule in rules:
        known = asked.get(rule.kind)
        if known is None or not is_at_least(known.level, rule.level):
            asked[rule.kind] = rule
    return asked


def recheck_on(issued_on: date, months: int | None) -> date | None:
    """The same day so many months later, or the last of a shorter month."""
    if months is None:
        return None
    year, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + year, month + 1
    return date(year, month, min(issued_on.day, monthrange(year, month)[1]))
