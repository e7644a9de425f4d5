"""A short form of the long attack: one small programme, every page it ever printed."""

import pytest

from tests.attacks.test_disclosure import ALL, what_she_works_out

pytestmark = pytest.mark.django_db


def test_nothing_small_can_be_worked_out(programme, signed_in):
    assert what_she_works_out(programme, signed_in, 1, 30, quarters=3) == []


def test_nor_from_answers_beside_matches(programme, signed_in):
    """Nobody answers at the end who had no match: so one count gives the other away."""
    assert what_she_works_out(programme, signed_in, 5, 20, quarters=3, answering=ALL) == []
