"""A short form of the long attack: one small programme, every page it ever printed."""

import pytest

from tests.attacks.test_disclosure import what_she_works_out

pytestmark = pytest.mark.django_db


def test_nothing_small_can_be_worked_out(programme, signed_in):
    assert what_she_works_out(programme, signed_in, 1, 30, quarters=3) == []
