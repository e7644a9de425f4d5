"""How many places a volunteer has, and whether her checks hold."""

from datetime import date

from pim.enums import Nation
from volunteers import check_rules
from volunteers.check_rules import Rule
from volunteers.enums import CheckKind, CheckLevel
from volunteers.models import Check, CheckRule, Match, Volunteer

TRAINED = Rule(
    CheckKind.TRAINING,
    "",
    None,
    "Training comes first: nobody should feel thrown in at the deep end.",
)


def free_capacity(volunteer: Volunteer) -> int:
    """How many more mums she can take on: her capacity less live matches and open proposals."""
    busy = getattr(volunteer, "busy", None)  # from ``with_standing``
    if busy is None:
        busy = Match.objects.live().filter(volunteer=volunteer).count()
    return max(0, volunteer.capacity - busy)


def newest_checks(volunteer: Volunteer) -> list[Check]:
    """Of each kind the one that counts."""
    if not hasattr(volunteer, "newest_checks"):
        return list(Check.objects.newest().filter(volunteer=volunteer))
    return volunteer.newest_checks


def required_kinds(volunteer: Volunteer) -> dict[str, Rule]:
    """What she must have, by kind: as her site's nation and programme ask it of what she does.

    Costs nothing for a volunteer read ``with_standing``.
    """
    nation, set_here = _asked_there(volunteer)
    defaults = check_rules.DEFAULTS
    rules = [set_here.get(role, defaults[nation, role]) for role in volunteer.roles]
    return check_rules.strictest(rules) | {CheckKind.TRAINING: TRAINED}


def _asked_there(volunteer: Volunteer) -> tuple[str, dict[str, Rule]]:
    """Her nation, and by role what her programme has set for it."""
    if hasattr(volunteer, "nation_asks"):
        nation, said = volunteer.nation, volunteer.nation_asks
    else:
        nation = volunteer.site.nation if volunteer.site else None
        programme = volunteer.site.programme_id if volunteer.site else None
        rules = CheckRule.objects.filter(programme=programme, nation=nation)
        said = rules.as_json().values_list("said", flat=True)
    return nation or Nation.ENGLAND, {one.pop("role"): Rule(**one) for one in map(dict, said)}


def required_checks(volunteer: Volunteer) -> dict[str, Check | None]:
    """Each check she must have, and the newest of that kind."""
    newest = {check.kind: check for check in newest_checks(volunteer)}
    return {kind: newest.get(kind) for kind in required_kinds(volunteer)}


def checks_valid(volunteer: Volunteer, *, on: date) -> bool:
    return not missing_checks(volunteer, on=on)


def missing_checks(volunteer: Volunteer, *, on: date) -> list[str]:
    """The required checks that are not there or do not count, in words."""
    rules = required_kinds(volunteer)
    newest = {check.kind: check for check in newest_checks(volunteer)}
    found = (what_is_wrong(rule, newest.get(kind), on=on) for kind, rule in rules.items())
    return [wrong for wrong in found if wrong]


def what_is_wrong(rule: Rule, check: Check | None, *, on: date) -> str:
    """Why this check does not count on that day; empty if it does."""
    label = str(CheckKind(rule.kind).label)
    if check is None or not check.holds_on(on):
        return label
    if check_rules.is_at_least(check.level, rule.level):
        return ""
    asked = CheckLevel(rule.level).label
    if not check.level:
        return f"{label} (its level is not noted; {asked} is asked for)"
    return f"{label} ({check.get_level_display()} is not enough; {asked} is asked for)"


def checks_valid_until(volunteer: Volunteer) -> date | None:
    """The first day on which a required check has to be renewed; None if no such day is set."""
    required = required_checks(volunteer).values()
    return min((check.recheck_on for check in required if check and check.recheck_on), default=None)


def lapsed_on(volunteer: Volunteer, *, on: date) -> date | None:
    """Since when a check that she must have has run out; None if none has."""
    until = checks_valid_until(volunteer)
    return until if until is not None and until <= on else None
