"""The keys of every instrument as its manual prints them, and the rules that are its own."""

import json

import pytest

from outcomes import instrument_files
from outcomes.answer_lines import By, scored_line
from outcomes.definitions import GoesTo, Grade
from outcomes.scoring import risk_goes_to, risk_of

UP, DOWN = [0, 1, 2, 3], [3, 2, 1, 0]
SKELETONS = ["core-10", "epds", "hads", "pbq", "swemwbs", "ucla-3", "wemwbs", "whooley"]

PRINTED = {
    "epds": {n: UP if n in {1, 2, 4} else DOWN for n in range(1, 11)},
    "hads": {n: UP if n in {2, 4, 7, 9, 12, 14} else DOWN for n in range(1, 15)},
    "core-10": {n: [4, 3, 2, 1, 0] if n in {2, 3} else [0, 1, 2, 3, 4] for n in range(1, 11)},
    "wemwbs": {n: [1, 2, 3, 4, 5] for n in range(1, 15)},
    "swemwbs": {n: [1, 2, 3, 4, 5] for n in range(1, 8)},
    "ucla-3": {n: [1, 2, 3] for n in range(1, 4)},
    "whooley": {n: [1, 0] for n in range(1, 3)},
    "pbq": {
        n: [0, 1, 2, 3, 4, 5] if n in {1, 4, 8, 9, 11, 16, 22, 25} else [5, 4, 3, 2, 1, 0]
        for n in range(1, 26)
    },
    "phq-2": dict.fromkeys(range(1, 3), UP),
    "gad-2": dict.fromkeys(range(1, 3), UP),
}


def scored(key, answers, by=By.SCORE):
    return scored_line(instrument_files.definition(key), {"id": 1, "answers": answers}, by)


@pytest.mark.parametrize("key", PRINTED)
def test_options_score_as_printed(key):
    items = instrument_files.definition(key).items

    assert {item.number: [o.score for o in item.options] for item in items} == PRINTED[key]


@pytest.mark.parametrize("key", SKELETONS)
def test_a_skeleton_holds_no_word_of_the_questionnaire(key):
    questionnaire, _ = instrument_files.documents(key)
    definition = instrument_files.definition(key)

    assert '"text"' not in json.dumps(questionnaire)
    assert '"display"' not in json.dumps(questionnaire)
    assert not definition.has_wording
    assert not definition.may_be_used_on(definition.effective_on)


@pytest.mark.parametrize("key", sorted({*SKELETONS, "phq-9", "gad-7"}))
def test_the_first_and_the_last_option_everywhere_add_up_by_their_keys(key):
    printed = PRINTED.get(key, dict.fromkeys(range(1, 10 if key == "phq-9" else 8), UP))
    scale = instrument_files.definition(key).scales[0]

    first = scored(key, [0] * len(printed), By.POSITION)
    last = scored(key, [len(options) - 1 for options in printed.values()], By.POSITION)

    assert first["totals"][scale.key] == sum(printed[n][0] for n in scale.items)
    assert last["totals"][scale.key] == sum(printed[n][-1] for n in scale.items)


def test_an_incomplete_epds_says_at_least():
    line = scored("epds", [3, 3, None, 3, 2, 0, 0, 0, 0, 1])

    assert line["totals"] == {"total": None}
    assert line["prorated"] == {"total": None}
    assert line["at_least"] == {"total": 12}
    assert line["caseness"] == {"total": None}
    assert (line["missing_items"], line["risk_items"]) == ((3,), (10,))


@pytest.mark.parametrize(("total", "caseness"), [(12, False), (13, True)])
def test_epds_caseness(total, caseness):
    answers = [3, 3, 3, 3, total - 12, 0, 0, 0, 0, 0]

    assert scored("epds", answers)["caseness"] == {"total": caseness}


def test_epds_bands_do_not_exist():
    assert scored("epds", [0] * 10)["bands"] == {"total": None}


def test_hads_half_rule_is_by_subscale():
    # odd items: four answered, 1 + 2 + 3 + 0 = 6, times 7 / 4; even items: three answered
    answers = [1, 1, 2, 1, 3, 1, 0] + [None] * 7

    line = scored("hads", answers)

    assert line["prorated"] == {"anxiety": 10.5, "depression": None}
    assert line["totals"] == {"anxiety": None, "depression": None}
    assert line["at_least"] == {"anxiety": 6, "depression": 3}


def test_hads_scales_are_scored_apart():
    line = scored("hads", [3, 0] * 3 + [None, 0] + [3, 0] * 3)

    assert line["totals"] == {"anxiety": None, "depression": 0}
    assert line["bands"] == {"anxiety": None, "depression": "normal"}
    assert line["caseness"] == {"anxiety": None, "depression": False}
    assert line["prorated"] == {"anxiety": 21, "depression": 0}


@pytest.mark.parametrize(
    ("total", "band"), [(5, "healthy"), (6, "low"), (11, "mild"), (15, "moderate"),
                        (20, "moderate_severe"), (25, "severe")]
)  # fmt: skip
def test_core_10_bands(total, band):
    answers = [4] * (total // 4) + [total % 4] + [0] * 10

    line = scored("core-10", answers[:10])

    assert line["bands"] == {"total": band}
    assert line["caseness"] == {"total": total >= 11}


def test_core_10_forgives_one_item():
    assert scored("core-10", [1] * 9 + [None])["prorated"] == {"total": 10.0}
    assert scored("core-10", [1] * 8 + [None] * 2)["prorated"] == {"total": None}


def test_wemwbs_forgives_three_items():
    assert scored("wemwbs", [3] * 11 + [None] * 3)["prorated"] == {"total": 42.0}
    assert scored("wemwbs", [3] * 10 + [None] * 4)["prorated"] == {"total": None}


@pytest.mark.parametrize(
    ("answers", "raw", "metric"),
    [
        ([1] * 7, 7, 7.0),
        ([3] * 7, 21, 19.25),
        ([5, 4, 3, 3, 3, 3, 3], 24, 21.54),
        ([5] * 7, 35, 35.0),
    ],
)
def test_swemwbs_metric_is_looked_up(answers, raw, metric):
    line = scored("swemwbs", answers)

    assert line["totals"] == {"raw": raw, "metric": metric}
    assert line["bands"] == line["caseness"] == {"raw": None, "metric": None}


def test_swemwbs_at_least_is_converted_too():
    line = scored("swemwbs", [3] * 6 + [None])

    assert line["at_least"] == {"raw": 19, "metric": 17.98}
    assert line["prorated"] == {"raw": None, "metric": None}


@pytest.mark.parametrize(
    ("answers", "caseness"),
    [
        ([1, None], True),
        ([None, 1], True),
        ([0, None], None),
        ([None, None], None),
        ([0, 0], False),
        ([0, 1], True),
    ],
)
def test_whooley_one_yes_is_enough(answers, caseness):
    assert scored("whooley", answers)["caseness"] == {"total": caseness}


@pytest.mark.parametrize("key", ["phq-2", "gad-2"])
def test_the_short_forms_count_from_three(key):
    assert scored(key, [1, 1])["caseness"] == {"total": False}
    assert scored(key, [1, 2])["caseness"] == {"total": True}
    assert scored(key, [3, None])["caseness"] == {"total": None}
    assert scored(key, [3, None])["prorated"] == {"total": None}


def test_ucla_is_complete_only():
    assert scored("ucla-3", [3, None, 3])["prorated"] == {"total": None}
    assert scored("ucla-3", [3, None, 3])["at_least"] == {"total": 7}


def test_pbq_factors_are_complete_each_by_itself():
    answers = [1] * 25
    answers[0] = None

    line = scored("pbq", answers)

    assert line["totals"] == {"total": None, "f1": None, "f2": 7, "f3": 4, "f4": 2}
    assert set(line["caseness"].values()) == {None}


RISK = {
    "epds": {10: [None, Grade.SAME_DAY, Grade.AT_ONCE, Grade.AT_ONCE]},
    "phq-9": {9: [None, Grade.SAME_DAY, Grade.AT_ONCE, Grade.AT_ONCE]},
    "core-10": {6: [None] + [Grade.AT_ONCE] * 4},
    "pbq": dict.fromkeys((18, 24), [None] + [Grade.AT_ONCE] * 5),
}


@pytest.mark.parametrize("key", instrument_files.keys())
def test_risk_items_and_their_grades(key):
    definition = instrument_files.definition(key)
    wanted = RISK.get(key, {})

    for item in definition.scored_items:
        by_score = sorted(
            (option for option in item.options if option.score is not None),
            key=lambda option: option.score,
        )
        grades = [risk_of(definition, item.number, option.code) for option in by_score]
        assert grades == wanted.get(item.number, [None] * len(by_score))


def test_bonding_answers_go_to_the_safeguarding_lead():
    definition = instrument_files.definition("pbq")

    assert {risk_goes_to(definition, n) for n in (18, 24)} == {GoesTo.SAFEGUARDING_LEAD}


def test_reliable_change_is_set_only_where_it_is_agreed():
    agreed = {
        (key, scale.key): scale.reliable_change.points
        for key in instrument_files.keys()  # noqa: SIM118
        for scale in instrument_files.definition(key).scales
        if scale.reliable_change
    }

    assert agreed == {
        ("phq-9", "total"): 6,
        ("gad-7", "total"): 4,
        ("epds", "total"): 4,
        ("core-10", "total"): 6,
    }
