"""Windows and reminders, on the days when the clock changes too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.schedule import WavePlan, open_windows, window

END = WavePlan("end", "planned_end", opens_days=-7, closes_days=28, reminder_days=(5, 12))
PLANNED_END = date(2026, 6, 1)


def test_the_end_window_runs_from_7_days_before_to_28_days_after():
    found = window(END, {"planned_end": PLANNED_END})

    assert (found.opens_on, found.closes_on) == (date(2026, 5, 25), date(2026, 6, 29))
    assert found.reminders == (date(2026, 5, 30), date(2026, 6, 6))


def test_both_ends_are_days_to_answer_on():
    found = window(END, {"planned_end": PLANNED_END})

    days = [date(2026, 5, 24), date(2026, 5, 25), date(2026, 6, 29), date(2026, 6, 30)]
    assert [found.is_open_on(day) for day in days] == [False, True, True, False]


def test_the_window_begins_and_ends_at_midnight_in_the_united_kingdom():
    found = window(END, {"planned_end": PLANNED_END})

    assert found.opens_at == datetime(2026, 5, 24, 23, tzinfo=UTC)
    assert found.closes_at == datetime(2026, 6, 29, 23, tzinfo=UTC)


def test_nothing_is_due_before_the_anchor_is_known():
    assert window(END, {}) is None
    assert window(END, {"planned_end": None}) is None


def test_opened_late_counts_reminders_from_then_and_closes_as_planned():
    found = window(END, {"planned_end": PLANNED_END}, opened_on=date(2026, 6, 20))

    assert (found.opens_on, found.closes_on) == (date(2026, 6, 20), date(2026, 6, 29))
    assert found.reminders == (date(2026, 6, 25),)


def test_opened_after_it_closed_is_no_window():
    assert window(END, {"planned_end": PLANNED_END}, opened_on=date(2026, 6, 30)) is None


def test_what_is_open_today_soonest_to_close_first():
    asked = WavePlan("asked", "accepted", 0, 14)
    anchors = {"accepted": date(2026, 5, 20), "planned_end": PLANNED_END}

    def keys(day):
        return [each.key for each in open_windows([END, asked], anchors, date(2026, 5, day))]

    assert keys(19) == []
    assert keys(20) == ["asked"]
    assert keys(25) == ["asked", "end"]


@pytest.mark.parametrize(
    "columns",
    [
        {"opens_days": 3, "closes_days": 3},
        {"opens_days": 0, "closes_days": 9, "reminder_days": (1, 2, 3)},
    ],
)
def test_an_impossible_plan_is_refused(columns):
    with pytest.raises(ValueError, match="Wave mid"):
        WavePlan("mid", "accepted", **columns)


@given(
    anchor=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    opens=st.integers(-60, 60),
    length=st.integers(1, 60),
    gaps=st.lists(st.integers(0, 90), max_size=2),
    late=st.integers(-5, 70),
)
def test_reminders_keep_their_promises(anchor, opens, length, gaps, late):
    plan = WavePlan("mid", "accepted", opens, opens + length, tuple(gaps))
    opened_on = anchor + timedelta(days=opens + late)

    found = window(plan, {"accepted": anchor}, opened_on)

    if found is None:
        assert late > length
        return
    assert len(found.reminders) <= 2
    assert len(set(found.reminders)) == len(found.reminders)
    assert list(found.reminders) == sorted(found.reminders)
    assert all(opened_on < day <= found.closes_on for day in found.reminders)
    assert found.opens_on >= opened_on
