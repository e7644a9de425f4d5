"""Totals, prorating and risk answers, against figures worked out by hand."""

import pytest

from outcomes import instrument_files
from outcomes.definitions import GoesTo, Grade
from outcomes.scoring import risk_goes_to, risk_of, score

NOT_AT_ALL, SEVERAL, MORE_THAN_HALF, NEARLY_EVERY = "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"
PHQ_9 = instrument_files.definition("phq-9")
GAD_7 = instrument_files.definition("gad-7")
EXPERIENCE = instrument_files.definition("experience")


def answers(*codes):
    return dict(enumerate(codes, start=1))


def test_a_complete_form_has_a_total_a_band_and_a_caseness():
    # 0 + 1 + 2 + 3 + 0 + 1 + 2 + 3 + 0 = 12
    result = score(
        PHQ_9, answers(*[NOT_AT_ALL, SEVERAL, MORE_THAN_HALF, NEARLY_EVERY] * 2, NOT_AT_ALL)
    )

    assert result.totals == {"total": 12}
    assert result.prorated == {"total": 12}
    assert result.at_least == {"total": 12}
    assert result.bands == {"total": "moderate"}
    assert result.caseness == {"total": True}
    assert (result.missing_items, result.risk_items, result.errors) == ((), (), ())


@pytest.mark.parametrize(
    ("definition", "n_above", "total", "band", "caseness"),
    [
        (GAD_7, [3, 3, 1], 7, "mild", False),
        (GAD_7, [3, 3, 2], 8, "mild", True),
        (GAD_7, [3, 1], 4, "minimal", False),
        (GAD_7, [3, 3, 3, 3, 3], 15, "severe", True),
        (PHQ_9, [3, 3, 3], 9, "mild", False),
        (PHQ_9, [3, 3, 3, 1], 10, "moderate", True),
        (PHQ_9, [3, 3, 3, 3, 3], 15, "moderately_severe", True),
        (PHQ_9, [3, 3, 3, 3, 3, 3, 2], 20, "severe", True),
    ],
)
def test_bands_and_caseness_at_their_edges(definition, n_above, total, band, caseness):
    by_score = [NOT_AT_ALL, SEVERAL, MORE_THAN_HALF, NEARLY_EVERY]
    rest = [0] * (len(definition.scored_items) - len(n_above))

    result = score(definition, answers(*(by_score[value] for value in n_above + rest)))

    assert result.totals == {"total": total}
    assert result.bands == {"total": band}
    assert result.caseness == {"total": caseness}


def test_an_incomplete_form_has_no_total_and_no_caseness():
    # seven items of 2 = 14; prorated 9 * 14 / 7 = 18
    result = score(PHQ_9, answers(None, None, *[MORE_THAN_HALF] * 7))

    assert result.totals == {"total": None}
    assert result.bands == {"total": None}
    assert result.caseness == {"total": None}
    assert result.prorated == {"total": 18.0}
    assert result.at_least == {"total": 14}
    assert result.missing_items == (1, 2)


def test_the_prorated_figure_is_not_rounded():
    # 1 over six items = 7 / 6
    result = score(GAD_7, answers(SEVERAL, *[NOT_AT_ALL] * 5, None))

    assert result.prorated["total"] == pytest.approx(1.1666666667)


def test_three_missing_items_are_too_many_to_prorate():
    result = score(PHQ_9, answers(*[SEVERAL] * 6, None, None, None))

    assert result.prorated == {"total": None}
    assert result.at_least == {"total": 6}


def test_the_difficulty_question_is_never_in_the_total():
    nine = answers(*[SEVERAL] * 9)

    with_item_10 = score(PHQ_9, nine | {10: "LA6574-3"})

    assert with_item_10.totals == {"total": 9}
    assert with_item_10.n_items == 9
    assert score(PHQ_9, nine).missing_items == ()


@pytest.mark.parametrize(
    ("code", "grade"),
    [
        (NOT_AT_ALL, None),
        (SEVERAL, Grade.SAME_DAY),
        (MORE_THAN_HALF, Grade.AT_ONCE),
        (NEARLY_EVERY, Grade.AT_ONCE),
        (None, None),
    ],
)
def test_phq_item_9_is_graded_by_itself(code, grade):
    assert risk_of(PHQ_9, 9, code) == grade


def test_only_risk_items_carry_a_grade():
    assert [n for n in range(1, 11) if risk_of(PHQ_9, n, NEARLY_EVERY)] == [9]
    assert not any(risk_of(GAD_7, n, NEARLY_EVERY) for n in range(1, 8))
    assert risk_goes_to(PHQ_9, 9) == GoesTo.DUTY_ROTA
    assert risk_goes_to(PHQ_9, 8) is None


def test_a_risk_answer_shows_in_a_form_with_nothing_else():
    result = score(PHQ_9, {9: SEVERAL})

    assert result.risk_items == (9,)
    assert result.totals == {"total": None}


def test_an_unanswered_risk_item_is_missing_not_safe():
    result = score(PHQ_9, answers(*[NOT_AT_ALL] * 8, None))

    assert result.missing_items == (9,)
    assert result.risk_items == ()


def test_an_unknown_code_voids_every_figure_but_not_the_risk_answer():
    result = score(PHQ_9, answers("LA0000-0", *[SEVERAL] * 8))

    assert result.errors == ("item 1: not one of its options",)
    assert result.risk_items == (9,)
    for figures in (result.totals, result.prorated, result.at_least, result.bands, result.caseness):
        assert figures == {"total": None}


def test_an_unknown_item_is_an_error():
    assert score(GAD_7, {8: SEVERAL}).errors == ("item 8: there is no such item",)


def test_an_option_without_a_score_is_answered_but_does_not_count():
    result = score(EXPERIENCE, {1: "does-not-apply", 2: "agree", 3: "Thank you for the walks"})

    assert result.totals == {"less_isolated": None, "would_recommend": 4}
    assert result.not_scored_items == (1,)
    assert (result.missing_items, result.errors) == ((), ())
