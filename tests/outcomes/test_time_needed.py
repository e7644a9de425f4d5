"""The minutes she is told are counted from the questions, and stand behind a source."""

import pytest

from outcomes.instrument_files import definition
from outcomes.time_needed import minutes_for


@pytest.mark.parametrize(
    ("keys", "count", "minutes"),
    [
        (["phq-2"], 2, 2),
        (["gad-7", "phq-9"], 17, 3),
        (["gad-7", "phq-9", "experience"], 24, 6),
    ],
)
def test_ten_seconds_a_choice_and_a_minute_for_her_own_words(keys, count, minutes):
    items = [item for key in keys for item in definition(key).items]
    assert (len(items), minutes_for(items)) == (count, minutes)
