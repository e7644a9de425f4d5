"""JSON lines in and out, as other programs rely on them."""

import pytest

from outcomes import instrument_files
from outcomes.answer_lines import BadLine, By, read_line, scored_line

PHQ_9 = instrument_files.definition("phq-9")
GAD_7 = instrument_files.definition("gad-7")


def scored(definition, answers, by=By.POSITION):
    return scored_line(definition, {"id": "a1", "answers": answers}, by)


def test_a_complete_line():
    assert scored(PHQ_9, [0, 1, 2, 3, 0, 1, 2, 3, 1]) == {
        "id": "a1",
        "instrument": "phq-9",
        "version": PHQ_9.version,
        "n_items": 9,
        "missing_items": (),
        "totals": {"total": 13},
        "prorated": {"total": 13},
        "at_least": {"total": 13},
        "bands": {"total": "moderate"},
        "caseness": {"total": True},
        "risk_items": (9,),
        "errors": (),
    }


@pytest.mark.parametrize("bad", [7, -1, 1.5, 1.0, "1", True, False, [], {}, "LA6568-5"])
def test_an_invalid_answer_empties_every_figure_and_keeps_the_risk_answer(bad):
    line = scored(PHQ_9, [bad, 1, 1, 1, 1, 1, 1, None, 2])

    assert len(line["errors"]) == 1
    assert line["errors"][0].startswith("item 1:")
    assert line["risk_items"] == (9,)
    for figures in ("totals", "prorated", "at_least", "bands", "caseness"):
        assert line[figures] == {"total": None}


@pytest.mark.parametrize("answers", [[0] * 8, [0] * 10, []])
def test_a_wrong_number_of_answers_is_an_error(answers):
    line = scored(PHQ_9, answers)

    assert line["errors"] == (f"answers: {len(answers)} instead of 9",)
    assert line["totals"] == {"total": None}


@pytest.mark.parametrize("answers", [None, "000000000", {"1": 0}, 3])
def test_answers_must_be_a_list(answers):
    assert scored(GAD_7, answers)["errors"] == ("answers: not a list",)


def test_the_id_comes_back_as_it_was():
    line = scored_line(GAD_7, {"id": 17, "answers": [0] * 7}, By.SCORE)

    assert (line["id"], line["totals"]) == (17, {"total": 0})


@pytest.mark.parametrize(
    "line", ["", "[]", "3", '"a"', "{", "{} {}", '{"id": NaN}', '{"id": 1e999}', '{"a":1,"a":2}']
)
def test_anything_but_one_json_object_is_refused(line):
    with pytest.raises(BadLine):
        read_line(line)


def test_a_line_nested_too_deeply_is_refused():
    with pytest.raises(BadLine):
        read_line('{"a":' + "[" * 100_000)
