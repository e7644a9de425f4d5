"""What is said beside the ways to reach her is true whichever ways she ticks."""

import pytest

from referrals.forms.reach import HerReachForm, ReachForm


@pytest.mark.parametrize("form", [ReachForm, HerReachForm])
def test_the_number_for_texts_speaks_of_no_number_that_is_not_there(form):
    hint = form().fields["text_number"].help_text
    assert "above" not in hint and "if we may ring" in hint
