"""The examples beside a date."""

from datetime import UTC, datetime, timedelta

import pytest

from pim import clock
from referrals.enums import Situation
from referrals.forms.when import HerWhenForm, WhenForm
from tests.referrals.test_views import date_boxes


@pytest.mark.parametrize("form", [WhenForm, HerWhenForm])
def test_an_example_is_a_date_that_could_be_hers_today(form):
    with clock.standing_at(datetime(2031, 5, 6, 12, tzinfo=UTC)):
        fields = form().fields

    assert fields["due_on"].help_text == (
        "For example, 3 9 2031. Leave it empty if it is not known."
    )
    assert fields["born_on"].help_text == "For example, 5 2 2031."


@pytest.mark.parametrize("form", [WhenForm, HerWhenForm])
def test_only_what_can_be_true_of_her_is_offered(form):
    offered = [value for value, _ in form().fields["situation"].choices]

    assert set(Situation.values) - set(offered) == {Situation.NOT_ASKED}


def test_a_date_long_past_is_asked_about_and_nothing_is_said_about_a_baby():
    long_ago = clock.today() - timedelta(days=60)
    form = WhenForm({"situation": "pregnant", **date_boxes("due_on", long_ago)})

    (said,) = form.errors["due_on"]
    assert "check it" in said
    assert "baby" not in said
