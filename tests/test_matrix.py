"""The written matrix names every address and button; the whole walk is in tests/attacks/matrix."""

import pytest

from tests.attacks.matrix import people, reading, world
from tests.attacks.matrix.walking import Walk


def test_every_address_and_every_button_is_in_the_matrix():
    written = {line.name for line in reading.lines()}
    assert written == set(reading.addresses())
    assert reading.written_buttons() == reading.buttons()


@pytest.mark.django_db
def test_a_visitor_and_a_coordinator_of_another_programme_read_nobody():
    there = world.build()
    kinds = [one for one in people.arrive(there) if one.name in ("visitor", "coordinator C")]
    lines = [line for line in reading.lines() if line.of and line.name.endswith("_change")]
    report = Walk(there, kinds, verbs=("GET",)).all(lines)
    assert report.wrong == [] and list(report.foreign.values()) == []
    assert sum(report.cells.values()) > 100
