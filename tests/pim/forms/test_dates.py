from datetime import UTC, date, datetime

import pytest

from pim import clock
from pim.forms.base import PimForm
from pim.forms.dates import DatePartsField, NotAfter, NotBefore
from tests.pim.forms.test_base import drawn


class DueForm(PimForm):
    due_on = DatePartsField(
        label="When is your baby due?",
        called="your due date",
        validators=[
            NotAfter("Your due date must be in the next 10 months", days=305),
            NotBefore("Your due date must not be more than 3 weeks ago", days=-21),
        ],
    )


@pytest.fixture(autouse=True)
def _new_year():
    with clock.standing_at(datetime(2026, 1, 1, 12, tzinfo=UTC)):
        yield


def sent(day, month, year):
    return DueForm({"due_on_day": day, "due_on_month": month, "due_on_year": year})


@pytest.mark.parametrize("month", ["2", "02", "Feb", "Feb.", "february"])
def test_a_date_in_three_boxes(month):
    form = sent(" 14 ", month, "2026")

    assert form.is_valid()
    assert form.cleaned_data["due_on"] == date(2026, 2, 14)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", "", ""), "Enter your due date"),
        (("31", "2", "2026"), "31 February is not a real date. Check the day and the month"),
        (("14", "", "2026"), "Your due date must include a month"),
        (("", "", "2026"), "Your due date must include a day and a month"),
        (("14", "13", "2026"), "The month must be a number from 1 to 12"),
        (("14", "2", "226"), "The year must have 4 numbers, like 2026"),
        (("x", "2", "2026"), "Your due date must be in numbers"),
        (("²", "2", "2026"), "Your due date must be in numbers"),
        (("1" * 10_000, "2", "2026"), "Your due date must be in numbers"),
        (("14", "2", "2029"), "Your due date must be in the next 10 months"),
        (("1", "12", "2025"), "Your due date must not be more than 3 weeks ago"),
    ],
)
def test_each_mistake_has_its_own_words(typed, words):
    assert sent(*typed).errors == {"due_on": [words]}


@pytest.mark.parametrize(
    ("typed", "year"), [("26", 2026), ("46", 2046), ("94", 1994), ("07", 2007)]
)
def test_a_year_of_two_numbers_is_one_of_our_time(typed, year):
    assert DatePartsField().clean(["14", "2", typed]) == date(year, 2, 14)


def test_what_was_typed_stays_and_the_wrong_boxes_are_marked():
    page = drawn(sent("31", "2", "2026"))

    for value in ("31", "2", "2026"):
        assert f'value="{value}"' in page
    assert page.count("nhsuk-input--error") == 2
    assert '<a href="#id_due_on_0">' in page


def test_the_list_of_problems_leads_to_the_first_wrong_box():
    assert '<a href="#id_due_on_2">The year must have' in drawn(sent("1", "2", "226"))


def test_a_kept_date_fills_the_boxes():
    page = drawn(DueForm(initial={"due_on": date(2026, 2, 14)}))

    assert 'value="14"' in page
    assert 'value="2026"' in page
