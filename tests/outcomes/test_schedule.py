"""Windows, reminders and quiet hours, on the days when the clock changes too."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.schedule import (
    EARLY,
    LONDON,
    Hours,
    WavePlan,
    next_allowed,
    open_windows,
    window,
)

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


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- Quiet hours ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # winter: local time is UTC
        ("2026-01-05 08:59:59", "2026-01-05 09:00"),
        ("2026-01-05 09:00", "2026-01-05 09:00"),
        ("2026-01-05 19:59:59", "2026-01-05 19:59:59"),
        ("2026-01-05 20:00", "2026-01-06 09:00"),
        # summer: 09:00 is 08:00 UTC
        ("2026-07-01 07:30", "2026-07-01 08:00"),
        ("2026-07-01 19:00", "2026-07-02 08:00"),
        # the clock goes forward on 29 March 2026 at 01:00 UTC
        ("2026-03-28 20:00", "2026-03-29 08:00"),
        ("2026-03-29 00:59", "2026-03-29 08:00"),
        ("2026-03-29 01:01", "2026-03-29 08:00"),
        ("2026-03-29 19:00", "2026-03-30 08:00"),
        # and back on 25 October 2026 at 01:00 UTC
        ("2026-10-24 19:00", "2026-10-25 09:00"),
        ("2026-10-25 00:30", "2026-10-25 09:00"),
        ("2026-10-25 08:30", "2026-10-25 09:00"),
        ("2026-10-25 19:30", "2026-10-25 19:30"),
    ],
)
def test_messages_leave_between_nine_and_eight_in_the_evening(moment, expected):
    assert next_allowed(utc(moment)) == utc(expected)


def test_an_invitation_with_a_risk_question_leaves_early_on_a_staffed_day():
    friday_noon = datetime(2026, 1, 9, 12, tzinfo=UTC)

    found = next_allowed(friday_noon, EARLY, lambda day: day.weekday() < 5)

    assert found == datetime(2026, 1, 12, 9, tzinfo=UTC)


def test_her_own_hours_count_like_any_other():
    evening = Hours(time(18), time(20))

    found = next_allowed(datetime(2026, 7, 1, 9, tzinfo=UTC), evening)

    assert found == datetime(2026, 7, 1, 17, tzinfo=UTC)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        next_allowed(datetime(2026, 1, 5, 8))  # noqa: DTZ001


def test_a_site_that_is_never_staffed_is_an_error_not_an_endless_loop():
    with pytest.raises(ValueError, match="within a year"):
        next_allowed(datetime(2026, 1, 5, 8, tzinfo=UTC), EARLY, lambda day: False)


def test_hours_over_midnight_are_refused():
    with pytest.raises(ValueError, match="same day"):
        Hours(time(20), time(9))


@given(st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_moment_is_the_first_one_allowed(moment):
    found = next_allowed(moment)
    local = found.astimezone(LONDON)

    assert moment <= found <= moment + timedelta(hours=14)
    assert time(9) <= local.time() < time(20)
    assert found == moment or local.time() == time(9)
    assert next_allowed(found) == found
