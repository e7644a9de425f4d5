"""What is asked of a volunteer, what we hold, and since when something is missing."""

from datetime import date

from pim.admin.panels import Table, Tag
from volunteers import queries
from volunteers.check_rules import TO_CONFIRM, Rule
from volunteers.enums import CheckKind, CheckLevel
from volunteers.models import Check, Volunteer
from volunteers.wording import days


def checks_asked(volunteer: Volunteer, *, on: date) -> Table:
    held = queries.required_checks(volunteer)
    rules = queries.required_kinds(volunteer)
    return Table(
        "Checks she needs",
        ["Check", "Does ours count today?", "Why it is asked for"],
        [
            (_named(rule), standing(rule, held[kind], on=on), _why(rule))
            for kind, rule in rules.items()
        ],
    )


def _named(rule: Rule) -> str:
    label = CheckKind(rule.kind).label
    return f"{label}, {CheckLevel(rule.level).label.lower()}" if rule.level else str(label)


def _why(rule: Rule) -> str:
    return f"{rule.reason} {TO_CONFIRM}" if rule.is_usual else rule.reason


def standing(rule: Rule, check: Check | None, *, on: date) -> Tag:
    """In a word, and in colours that say the same."""
    if check is None:
        return Tag("Not seen yet", "red")
    if not check.holds_on(on):
        return Tag(f"Ran out on {check.recheck_on:%-d %B %Y}", "red")
    if queries.what_is_wrong(rule, check, on=on):
        return Tag("Level not noted" if not check.level else "Level too low", "red")
    if check.recheck_on and (left := (check.recheck_on - on).days) <= queries.FIRST_WARNING:
        return Tag(f"For {days(left)} more", "yellow")
    return Tag("Yes", "green")
