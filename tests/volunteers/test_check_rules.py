"""Which check where, and whether a level is enough."""

import datetime as dt

import pytest

from pim.enums import Nation
from volunteers import check_rules
from volunteers.check_rules import Rule
from volunteers.enums import RECORD_CHECKS, VolunteerRole


def test_every_nation_and_role_has_a_rule_that_can_be_met():
    for nation in Nation:
        for role in VolunteerRole:
            rule = check_rules.DEFAULTS[nation, role]
            assert rule.kind in RECORD_CHECKS and check_rules.fits(rule.kind, rule.level)
            assert rule.reason


@pytest.mark.parametrize(
    ("level", "asked", "enough"),
    [
        ("enhanced", "enhanced", True),
        ("barred", "enhanced", True),
        ("standard", "enhanced", False),
        ("", "enhanced", False),
        ("", "basic", False),
        ("membership", "enhanced", False),
        ("barred", "membership", False),
        ("membership", "membership", True),
        ("", "", True),  # training has no level
        ("basic", "", True),
    ],
)
def test_a_level_is_enough_or_not(level, asked, enough):
    assert check_rules.is_at_least(level, asked) is enough


def test_who_does_two_things_needs_the_stricter_check_of_a_kind_and_each_kind():
    basic, barred = Rule("dbs", "basic", 36, ""), Rule("dbs", "barred", 24, "")
    pvg = Rule("pvg", "membership", 60, "")
    assert check_rules.strictest([basic, barred, pvg]) == {"dbs": barred, "pvg": pvg}
    assert check_rules.strictest([barred, basic]) == {"dbs": barred}


@pytest.mark.parametrize(
    ("issued", "months", "again"),
    [
        (dt.date(2024, 2, 29), 36, dt.date(2027, 2, 28)),
        (dt.date(2025, 12, 31), 2, dt.date(2026, 2, 28)),
        (dt.date(2025, 11, 30), 1, dt.date(2025, 12, 30)),
        (dt.date(2025, 1, 1), None, None),
    ],
)
def test_the_day_to_check_again(issued, months, again):
    assert check_rules.recheck_on(issued, months) == again
