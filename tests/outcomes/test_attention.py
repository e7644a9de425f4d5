"""What the page promises about when somebody looks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from outcomes.attention import ladder, look_by
from outcomes.definitions import Grade
from pim.escalation import Rung
from pim.staffed_hours import LONDON, StaffedHours

OFFICE = StaffedHours(time(9), time(17), (0, 1, 2, 3, 4), closures=[date(2026, 6, 4)])


def june(day: int, hour: int, minute: int = 0) -> datetime:
    """In June 2026 the 1st is a Monday; no bank holidays, one closure on Thursday the 4th."""
    return datetime(2026, 6, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "same_day", "at_once"),
    [
        pytest.param(june(1, 10), june(1, 17), june(1, 10, 30), id="in staffed hours"),
        pytest.param(june(1, 7), june(1, 17), june(1, 9, 30), id="before opening"),
        pytest.param(june(1, 20), june(2, 17), june(2, 9, 30), id="in the evening"),
        pytest.param(june(1, 16, 50), june(2, 9, 20), june(2, 9, 20), id="just before closing"),
        pytest.param(june(1, 17), june(2, 17), june(2, 9, 30), id="at closing"),
        pytest.param(june(3, 18), june(5, 17), june(5, 9, 30), id="before a closure"),
        pytest.param(june(6, 12), june(8, 17), june(8, 9, 30), id="on a Saturday"),
    ],
)
def test_somebody_looks_within_staffed_time(moment, same_day, at_once):
    assert look_by(Grade.SAME_DAY, moment, OFFICE) == same_day
    assert look_by(Grade.AT_ONCE, moment, OFFICE) == at_once


def test_days_without_anybody_on_the_rota_do_not_count():
    wednesdays = StaffedHours(time(10), time(14), (2,))
    assert look_by(Grade.AT_ONCE, june(1, 11), wednesdays) == june(3, 10, 30)


def test_bank_holidays_do_not_count():
    christmas_day = datetime(2026, 12, 25, 11, tzinfo=LONDON)
    opening = datetime(2026, 12, 29, 9, 30, tzinfo=LONDON)  # Boxing Day is kept on Monday 28th
    assert look_by(Grade.AT_ONCE, christmas_day, OFFICE) == opening


def test_the_clock_change_moves_nothing_on_the_wall():
    before = datetime(2026, 10, 24, 18, tzinfo=LONDON)  # the Saturday before the clocks go back
    assert look_by(Grade.AT_ONCE, before, OFFICE) == datetime(2026, 10, 26, 9, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("raised", "manager_at"),
    [
        pytest.param("2026-03-29 00:30+00:00", "2026-03-29 03:30+01:00", id="forward"),
        pytest.param("2026-10-25 00:30+01:00", "2026-10-25 01:30+00:00", id="back"),
    ],
)
def test_two_hours_are_two_hours_in_the_night_the_clocks_change(raised, manager_at):
    always = StaffedHours(time(0), time(23, 59), (0, 1, 2, 3, 4, 5, 6))
    at, due = (datetime.fromisoformat(one).astimezone(LONDON) for one in (raised, manager_at))
    promised = look_by(Grade.AT_ONCE, at, always)
    found = ladder(at, promised, always, at_once=True)
    assert found[Rung.MANAGER].astimezone(UTC) == due.astimezone(UTC)
    assert found[Rung.DEPUTY].astimezone(UTC) - at.astimezone(UTC) == timedelta(minutes=30)
