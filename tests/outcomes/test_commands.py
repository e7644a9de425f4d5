"""The JSON tools from the command line: exit status, standard output, standard error."""

import io
import json

import pytest
from django.core.management import call_command

from outcomes import instrument_files


@pytest.fixture
def score(monkeypatch, capsys):
    """Run ``score`` on bytes; standard output and standard error come back."""

    def run(text, *options):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        call_command("score", *options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_score_gives_a_line_for_a_line(score):
    lines = score(
        b'{"id": "a1", "answers": [3, 3, 3, 0, 0, 0, 0]}\n{"id": "a2", "answers": [7]}\n\n',
        *("--instrument", "gad-7"),
    )

    assert [line["id"] for line in lines] == ["a1", "a2"]
    assert lines[0]["totals"] == {"total": 9}
    assert len(lines[1]["errors"]) == 2


def test_score_reads_scores_too(score):
    (line,) = score(b'{"id": 1, "answers": [5, 1]}', "--instrument", "experience", "--by", "score")

    assert line["totals"] == {"less_isolated": 5, "would_recommend": 1}


def test_score_does_nothing_half(score, capsys):
    good = b'{"id": "a1", "answers": [0, 0, 0, 0, 0, 0, 0]}\n'

    with pytest.raises(SystemExit) as left:
        score(good + b"[]\n" + good + b"\xff\n{", "--instrument", "gad-7")

    printed = capsys.readouterr()
    assert (left.value.code, printed.out) == (2, "")
    assert [line.split(":")[0] for line in printed.err.splitlines()] == [
        "line 2",
        "line 4",
        "line 5",
    ]


def test_analyse_asks_what_hangs_on_the_missing(tmp_path, capsys):
    file = tmp_path / "pairs.csv"
    file.write_text("pre,post\n12,6\n14,9\n20,\n,3\n", encoding="utf-8")

    call_command("analyse", str(file), "--sensitivity")

    found = json.loads(capsys.readouterr().out)["sensitivity"]
    assert found["random_intercept"]["n_women"] == 4


def test_analyse_prints_one_object(tmp_path, capsys):
    file = tmp_path / "pairs.csv"
    file.write_text("\ufeffpre,post\n12,6\n14,9\n,3\n", encoding="utf-8")

    call_command("analyse", str(file), instrument="gad-7")

    found = json.loads(capsys.readouterr().out)
    assert (found["n_pairs"], found["mean_change"], found["ci95"] is None) == (2, -5.5, False)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["{file}", "--rows"], "--rows goes with --talking-therapies only"),
        (["--funnel", "{file}", "--instrument", "gad-7"], "--instrument goes with PAIRS.csv only"),
        (["--funnel", "{file}", "--sensitivity"], "--sensitivity goes with PAIRS.csv only"),
        (["{file}x"], "No such file"),
        (["--funnel="], "no file is named"),
        (["--talking-therapies="], "no file is named"),
        ([""], "no file is named"),
        (["{file}", "--instrument="], "--instrument: one of"),
        (["{file}", "--instrument", "hads:anxiety", "--alpha", "1"], "--alpha is not a number"),
        (["{file}", "--alpha", "0.8"], "--alpha goes with --instrument only"),
        (["{file}", "--funnel", "{file}"], "not allowed with argument"),
        ([], "is required"),
        (["{file}"], "line 2: pre is not a number"),
    ],
)
def test_analyse_refuses_bad_input(tmp_path, capsys, options, problem):
    file = tmp_path / "pairs.csv"
    file.write_text("pre,post\nx,6\n")

    with pytest.raises(SystemExit) as left:
        call_command("analyse", *(option.format(file=file) for option in options))

    printed = capsys.readouterr()
    assert (left.value.code, printed.out) == (2, "")
    assert problem in printed.err
    assert printed.err.count("\n") == 1


def test_proportion(capsys):
    call_command("proportion", "37", "43")

    found = json.loads(capsys.readouterr().out)
    assert [round(limit, 3) for limit in found["wilson95"]] == [0.727, 0.934]


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        (["3", "2"], ["X is above N"]),
        (["1", "1" + "0" * 400], ["N is above 1000000000000000"]),
        (["x", "1.0"], ["X is not a whole number from 0", "N is not a whole number from 0"]),
        (["1_0", "20"], ["X is not a whole number from 0"]),
        (["-1", "3"], ["X is not a whole number from 0"]),
        (["", "3"], ["X is not a whole number from 0"]),
        (["3"], ["the following arguments are required: N"]),
        ([], ["the following arguments are required: X, N"]),
        (["1", "2", "3"], ["unrecognized arguments: 3"]),
    ],
)
def test_what_is_no_proportion_is_refused_a_line_for_each_problem(typed, problems, capsys):
    with pytest.raises(SystemExit) as left:
        call_command("proportion", *typed)

    printed = capsys.readouterr()
    assert (left.value.code, printed.out) == (2, "")
    assert printed.err.splitlines() == problems


@pytest.mark.parametrize("key", instrument_files.keys())
def test_every_instrument_can_be_scored_with_nothing_answered(score, key):
    n_items = len(instrument_files.definition(key).scored_items)
    text = json.dumps({"id": key, "answers": [None] * n_items}).encode()

    (line,) = score(text, "--instrument", key)

    assert line["errors"] == []
    assert line["missing_items"] == list(range(1, n_items + 1))
    assert set(line["totals"].values()) == {None}
