from datetime import date

import pytest

from pim.working_days import add_working_days, is_working_day, next_working_day

GOOD_FRIDAY = date(2026, 4, 3)
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("day", "place", "works"),
    [
        (date(2026, 11, 23), {}, True),
        (date(2026, 11, 22), {}, False),
        (CHRISTMAS, {}, False),
        (date(2026, 12, 28), {}, False),
        (date(2026, 11, 30), {"nation": "SCT"}, False),
        (date(2026, 11, 30), {"nation": "ENG"}, True),
        (date(2026, 11, 23), {"closures": [date(2026, 11, 23)]}, False),
        (date(2026, 11, 23), {"weekdays": [1, 2]}, False),
    ],
    ids=[
        "Monday",
        "Sunday",
        "Christmas",
        "Boxing Day moved",
        "St Andrew",
        "England",
        "closed",
        "off",
    ],
)
def test_is_working_day(day, place, works):
    assert is_working_day(day, **place) is works


def test_five_working_days_over_easter():
    assert add_working_days(date(2026, 4, 1), 5) == date(2026, 4, 10)


def test_next_working_day_may_be_today():
    assert next_working_day(date(2026, 11, 23)) == date(2026, 11, 23)
    assert next_working_day(GOOD_FRIDAY) == date(2026, 4, 7)


def test_a_place_that_never_opens():
    with pytest.raises(ValueError, match="no working days"):
        add_working_days(date(2026, 1, 1), 1, weekdays=[])
