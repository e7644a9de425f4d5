"""The statistics against figures worked out elsewhere to forty digits: equal at 1e-9, all of them.

``statistics_vectors/make.py`` made the figures. They go in as a file would be read: as typed.
"""

import json
import sys
from pathlib import Path

import pytest

from outcomes import analyses
from outcomes.figure_tables import table_of
from outcomes.statistics import counted, mcnemar_p, proportion, random_intercept

VECTORS = json.loads((Path(__file__).parent / "statistics_vectors/vectors.json").read_text())


def table(header, *columns):
    rows = [
        ",".join("" if cell is None else cell for cell in row) for row in zip(*columns, strict=True)
    ]
    return table_of(f"{line}\n" for line in [header, *rows])


def assert_same(found, expected, path=""):
    """Equal at 1e-9 of the figure, and in points; null where the other is; words as they are."""
    if isinstance(expected, dict):
        for name, each in expected.items():
            assert_same(found[name], each, f"{path}.{name}")
    elif isinstance(expected, list):
        for i, (mine, theirs) in enumerate(zip(found, expected, strict=True)):
            assert_same(mine, theirs, f"{path}[{i}]")
    elif _is_figure(expected):
        figure = _double(expected)
        assert found == pytest.approx(figure, rel=1e-9, abs=0), path
        assert found == pytest.approx(figure, rel=0, abs=1e-9 * max(1, abs(figure))), path
    else:
        assert found == expected, path


def _double(frozen):
    """A figure too small for a double is the smallest there is: a p is never zero."""
    too_small = float(frozen) == 0 and frozen.strip("-0.") != ""
    return sys.float_info.min if too_small else float(frozen)


def _is_figure(value):
    """Figures are frozen as text, so that no digit is lost."""
    return isinstance(value, str) and value.lstrip("-")[:1].isdigit()


def test_there_are_enough_of_them():
    assert len(VECTORS["pairs"]) >= 60


@pytest.mark.parametrize("vector", VECTORS["pairs"], ids=lambda vector: vector["name"])
def test_pairs(vector):
    found = analyses.pairs(table("pre,post", vector["pre"], vector["post"]))

    assert_same(found, vector["expected"])
    nulls = {name for name, figure in vector["expected"].items() if figure is None}
    assert set(found["reasons"]) == nulls - {"reason"}


@pytest.mark.parametrize("vector", VECTORS["proportions"], ids=lambda v: f"{v['x']} of {v['n']}")
def test_wilson(vector):
    found = proportion(vector["x"], vector["n"])

    assert found.wilson95 == pytest.approx(
        [float(x) for x in vector["wilson95"]], rel=1e-9, abs=1e-30
    )


@pytest.mark.parametrize("vector", VECTORS["mcnemar"], ids=str)
def test_mcnemar(vector):
    found = mcnemar_p(vector["only_before"], vector["only_after"])

    assert found == pytest.approx(float(vector["p"]), rel=1e-9)


@pytest.mark.parametrize("vector", VECTORS["welch"], ids=lambda v: f"{len(v['first'])}")
def test_welch(vector):
    groups = ["completer"] * len(vector["first"]) + ["lost"] * len(vector["second"])
    found = analyses.attrition(table("group,score", groups, vector["first"] + vector["second"]))

    assert_same({**found["welch"], "d": found["d"]}, vector["expected"])


@pytest.mark.parametrize("vector", VECTORS["alpha"], ids=lambda v: f"{len(v['rows'])} rows")
def test_alpha(vector):
    columns = list(zip(*vector["rows"], strict=True))
    header = ",".join(f"item_{i}" for i in range(len(columns)))

    assert_same(analyses.reliability(table(header, *columns)), vector["expected"])


@pytest.mark.parametrize("vector", VECTORS["model"], ids=lambda v: f"{len(v['rows'])} women")
def test_random_intercept(vector):
    rows = [[None if x is None else float(x) for x in row] for row in vector["rows"]]
    found = random_intercept(counted([a for a, _ in rows], [b for _, b in rows]))

    for name, figure in vector["expected"].items():
        assert getattr(found, name) == pytest.approx(float(figure), rel=1e-9), name
