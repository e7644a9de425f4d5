"""A small count that others give away is hidden with one of them."""

from outcomes.disclosure import EVERYWHERE, WHOLE, Atom, Cell, Measure, cells_of, printed
from outcomes.disclosure.ledger import meant_by, rounded

YEAR = range(8097, 8101)  # April 2024 to March 2025
SOURCES = Measure("asked", "Asked", ("herself", "doctor"), {"herself": "", "doctor": ""})
STEP = Measure("asked", "Asked", ("",), is_step=True)


def of_year(measure, part=WHOLE, until=YEAR[-1]):
    return Cell(measure.key, part, EVERYWHERE, until - 3, until)


def test_a_printed_number_means_what_rounding_makes_of_it():
    for n in range(8, 400):
        least, most = meant_by(rounded(n))
        assert least <= n <= most
        assert rounded(least) == rounded(most) == rounded(n)
    assert meant_by(0) == (0, 0)


def test_a_part_that_whole_and_other_part_give_away_takes_one_more_with_it():
    quarter = YEAR[-1]
    counts = {Atom("asked", "herself", "", quarter): 38, Atom("asked", "doctor", "", quarter): 2}
    cells = list(cells_of(quarter, [SOURCES], []))
    shown = printed([SOURCES], [], counts, cells, {})
    assert shown == {
        of_year(SOURCES): 40,
        of_year(SOURCES, "herself"): None,  # 40 and 40 would leave 4 at the most
        of_year(SOURCES, "doctor"): None,
    }


def test_counts_that_leave_room_are_all_printed():
    quarter = YEAR[-1]
    counts = {Atom("asked", "herself", "", quarter): 40, Atom("asked", "doctor", "", quarter): 11}
    shown = printed([SOURCES], [], counts, list(cells_of(quarter, [SOURCES], [])), {})
    assert list(shown.values()) == [50, 40, 10]


def test_what_was_printed_a_quarter_ago_counts_too():
    first, second = YEAR[-2:]
    counts = {Atom("asked", "", "", first): 38, Atom("asked", "", "", second): 3}
    before = printed([STEP], [], counts, list(cells_of(first, [STEP], [])), {})
    assert before[of_year(STEP, until=first)] == 40

    after = printed([STEP], [], counts, list(cells_of(second, [STEP], [])), before)
    assert after == {of_year(STEP): None, Cell("asked", "", "", second, second): None}


def test_the_same_counts_give_the_same_table():
    counts = {
        Atom("asked", sort, "", quarter): 3 * number % 13
        for number, (sort, quarter) in enumerate((s, q) for s in SOURCES.sorts for q in YEAR)
    }
    tables = [
        printed([SOURCES], [], counts, list(cells_of(YEAR[-1], [SOURCES], [])), {})
        for _ in range(2)
    ]
    assert tables[0] == tables[1]
