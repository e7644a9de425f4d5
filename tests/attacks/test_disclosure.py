"""A reader keeps every page of figures ever printed: she works out no small number."""

import pytest

from pim.enums import Role
from tests.attacks.figures_reader import Reader, cells
from tests.attacks.figures_world import (
    QUARTERS,
    pages,
    print_quarters,
    settle,
    truth,
    women,
)
from tests.conftest import person

pytestmark = pytest.mark.django_db

WORLDS = [(seed, many) for many in (10, 30, 60, 120, 260) for seed in range(4)]
ALL = 1.0
"""Everybody who was matched answers: then matches and answers bound each other closely."""


def what_she_works_out(programme, signed_in, seed, many, quarters=QUARTERS, answering=0.6):
    everyone = women(seed, many, quarters, answering)
    sites = settle(programme, everyone)
    print_quarters(quarters + 2)
    funder = person("finn@funder.example", Role.FUNDER, programme=programme)
    read = pages(signed_in(funder), programme)
    first = min(one.asked for one in everyone)
    printed = {}
    for number, page in read.items():
        printed |= cells(page, first + number, [site.name for site in sites])
    assert len(read) == quarters + 2
    happened = truth(everyone)
    reader = Reader(printed, len(sites), first + len(read))
    _is_what_happened(reader, happened)
    return reader.worked_out(happened)


def _is_what_happened(reader, happened):
    """What is printed is the truth, rounded: else she would be misled, not kept out."""
    for cell, said in reader.printed.items():
        n = reader.value(reader.sum_of(cell), happened)
        assert said == "*" or int(said.replace(",", "")) == 5 * round(n / 5), cell
        assert said == "*" or not 0 < n < 8, cell


@pytest.mark.parametrize(("seed", "many"), WORLDS)
def test_no_small_number_can_be_worked_out(programme, signed_in, seed, many):
    assert what_she_works_out(programme, signed_in, seed, many) == []


@pytest.mark.parametrize(("seed", "many"), [(seed, 40) for seed in range(4)])
def test_nor_where_everybody_answers(programme, signed_in, seed, many):
    assert what_she_works_out(programme, signed_in, seed, many, answering=ALL) == []


def test_hiding_small_numbers_alone_gives_some_away(programme, signed_in, monkeypatch):
    monkeypatch.setattr("outcomes.disclosure.hiding.Reader.works_out", lambda *_: set())

    assert what_she_works_out(programme, signed_in, 1, 60) != []
