"""Every instrument against its published rules, through ``score`` from bytes to bytes."""

import io
import json
from random import Random

import pytest
from django.core.management import call_command

from tests.outcomes.published_rules import (
    CASENESS,
    FIRST_OF_BAND,
    PRINTED,
    RISK,
    difference,
    expected,
    forms,
    scales_of,
    spoilt,
)

MAPS = ("totals", "prorated", "at_least", "bands", "caseness")
N_FORMS = 250


@pytest.fixture
def score(monkeypatch, capsys):
    def run(key, by, answers):
        text = "".join(json.dumps({"id": n, "answers": a}) + "\n" for n, a in enumerate(answers))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        call_command("score", "--instrument", key, "--by", by)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


@pytest.mark.parametrize("by", ["position", "score"])
@pytest.mark.parametrize("key", PRINTED)
def test_no_form_is_scored_otherwise_than_published(score, key, by):
    given = forms(key, by, N_FORMS, Random(f"{key} {by}"))

    lines = score(key, by, given)

    assert [line["id"] for line in lines] == list(range(len(given)))
    assert [wrong for answers, line in zip(given, lines, strict=True)
            if (wrong := difference(key, answers, by, line))] == []  # fmt: skip


@pytest.mark.parametrize("by", ["position", "score"])
@pytest.mark.parametrize("key", PRINTED)
def test_a_spoilt_form_has_no_figure_and_keeps_its_risk_answers(score, key, by):
    given = spoilt(key, by, Random(key))

    for (answers, invalid), line in zip(
        given, score(key, by, [form for form, _ in given]), strict=True
    ):
        assert line["errors"], answers
        assert {name: line[name] for name in MAPS} == {
            name: dict.fromkeys(scales_of(key)) for name in MAPS
        }
        assert line["risk_items"] == risky(key, answers, by, invalid), answers
        within = list(range(1, len(answers) + 1))
        none = [n for n in within if answers[n - 1] is None and n <= len(PRINTED[key])]
        assert [n for n in line["missing_items"] if n in within] == none, answers


def risky(key, answers, by, invalid) -> list[int]:
    readable = [None if n in invalid else a for n, a in enumerate(answers, start=1)]
    n_items = len(PRINTED[key])
    padded = [*readable[:n_items], *[None] * (n_items - len(readable))]
    return expected(key, padded, by)["risk_items"]


@pytest.mark.parametrize("key", PRINTED)
def test_the_vectors_reach_every_risk_item_and_every_band(key):
    found = [expected(key, form, "position") for form in forms(key, "position", N_FORMS, Random(1))]

    assert {n for one in found for n in one["risk_items"]} == set(RISK.get(key, ()))
    bands = {band for one in found for band in one["bands"].values()}
    assert bands - {None} == {band for _, band in FIRST_OF_BAND.get(key, ())}
    cases = {case for one in found for case in one["caseness"].values()}
    assert cases == ({True, False, None} if key in {*CASENESS, "whooley"} else {None})
