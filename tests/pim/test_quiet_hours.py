"""Nothing leaves at night, on the days when the clock changes too."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.quiet_hours import EARLY, LONDON, Hours, next_allowed


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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
