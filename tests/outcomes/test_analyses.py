"""Tables of figures: what is refused, line by line, and what comes out."""

import json

import pytest

from outcomes import analyses
from outcomes.figure_tables import BadInput, table_of


def table(*lines):
    return table_of(f"{line}\n" for line in lines)


def refusals(analysis, *lines):
    with pytest.raises(BadInput) as refused:
        analysis(table(*lines))
    return refused.value.problems


def test_pairs_of_an_instrument():
    found = analyses.pairs(table("post,id,pre", "8,a,15", "11,b,12", "16,c,10", "3,d,"), "phq-9")

    assert (found["n_pairs"], found["n_pre_only"], found["n_post_only"]) == (3, 0, 1)
    assert found["mean_change"] == pytest.approx(-2 / 3)
    assert found["reliable"] == {"improved": 1, "unchanged": 1, "deteriorated": 1}
    assert found["caseness"]["pre"] == 3
    json.dumps(found, allow_nan=False)


def test_a_header_without_rows_is_valid():
    found = analyses.pairs(table("pre,post"), "gad-7")

    assert (found["n_pairs"], found["reason"]) == (0, "no_pairs")
    assert found["recovered"] == {
        "x": 0, "n": 0, "p": None, "wilson95": None, "reason": "no_answers"
    }  # fmt: skip


def test_every_problem_of_every_line_is_named():
    problems = refusals(
        analyses.pairs,
        "pre,post",
        "1,2",
        "one,nan",
        "1",
        "",
        "1,inf",
        "1_0,1e400",
        "٣,2",
    )

    assert problems == [
        "line 3: pre is not a number",
        "line 3: post is not a number",
        "line 4: 1 cells instead of 2",
        "line 6: post is not a number",
        "line 7: pre is not a number",
        "line 7: post is not a number",
        "line 8: pre is not a number",
    ]


def test_a_score_the_instrument_cannot_have_is_bad_input():
    with pytest.raises(BadInput) as refused:
        analyses.pairs(table("pre,post", "27,0", "28,-1"), "phq-9")

    assert refused.value.problems == [
        "line 3: pre is outside 0 to 27",
        "line 3: post is outside 0 to 27",
    ]


def test_a_broken_quote_hides_no_other_line():
    problems = refusals(analyses.pairs, "pre,post", '"1"x,3', "foo,3", '"4', '5",6', "1,bar")

    assert [problem.split(":")[0] for problem in problems] == [
        "line 2", "line 3", "line 4", "line 5", "line 6"
    ]  # fmt: skip
    assert problems[2] == "line 4: a quoted cell does not end on its line"


def test_a_line_of_spaces_is_blank():
    found = analyses.pairs(table("", "pre,post", "  \t ", "1,2", " ", '"3"," 5 "'))

    assert (found["n_pairs"], found["mean_change"]) == (2, 1.5)


def test_the_header_is_named_by_its_own_line():
    assert refusals(analyses.pairs, "", " ", "pre,after", "1,2") == ["line 3: no column 'post'"]


def test_a_header_nobody_can_read_is_one_problem():
    assert refusals(analyses.pairs, '"pre,post', "1,2") == [
        "line 1: a quoted cell does not end on its line"
    ]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "line 1: no header"),
        (["pre,after"], "line 1: no column 'post'"),
        (["pre,post,pre"], "line 1: column 'pre' is there twice"),
        (["pre,post", '"1,2'], "line 2: a quoted cell does not end on its line"),
    ],
)
def test_a_file_without_the_right_columns_is_refused(lines, problem):
    assert problem in refusals(analyses.pairs, *lines)


def test_an_instrument_with_several_scales_needs_one_named():
    with pytest.raises(BadInput, match="experience:less_isolated"):
        analyses.pairs(table("pre,post"), "experience")

    found = analyses.pairs(table("pre,post", "4,5", "3,3"), "experience:less_isolated")
    assert (found["scale"], found["reliable"], found["bands"]) == ("less_isolated", None, None)
    assert {found["reasons"][name] for name in ("reliable", "caseness", "bands")} == {"no_rule"}
    assert found["reasons"]["hedges_g_z"] == "two_pairs"


def test_every_null_of_an_instrument_has_its_reason():
    for key in ("hads:anxiety", "swemwbs", "epds", "phq-9"):
        found = analyses.pairs(table("pre,post"), key)

        nulls = {name for name, figure in found.items() if figure is None}
        assert nulls - {"reason"} == set(found["reasons"])
        if found["caseness"] is not None:
            assert found["caseness"]["reason"] == "no_pairs"


def test_a_scale_without_points_takes_them_from_the_sd_before_and_a_published_alpha():
    rows = ["pre,post", "10,4", "12,11", "14,9", "16,17"]

    without = analyses.pairs(table(*rows), "hads:anxiety")
    found = analyses.pairs(table(*rows), "hads:anxiety", 0.8)

    assert (without["reliable"], without["reasons"]["clinical"]) == (None, "no_rule")
    # SD before is the root of 20/3: 1.96 * sqrt(2) * 2.581989 * sqrt(0.2)
    assert found["reliable_rule"]["points"] == pytest.approx(3.2006666)
    assert found["reliable_rule"]["origin"] == "programme_sd_and_alpha"
    assert found["reliable"] == {"improved": 2, "unchanged": 2, "deteriorated": 0}
    assert found["clinical"] == {"improved": 1, "deteriorated": 0}
    with pytest.raises(BadInput, match="phq-9 has published points"):
        analyses.pairs(table(*rows), "phq-9", 0.8)


def test_the_change_with_everybody_who_answered_once():
    rows = ["pre,post", "14,10", "9,8", "21,15", "20,", ",3"]

    found = analyses.pairs(table(*rows), sensitivity=True)["sensitivity"]

    assert (found["random_intercept"]["n_women"], found["random_intercept"]["n_scores"]) == (5, 8)
    assert found["random_intercept"]["reason"] is None
    assert found["baseline_carried_forward"]["n_pairs"] == 4
    assert found["baseline_carried_forward"]["mean_change"] == -11 / 4
    assert "sensitivity" not in analyses.pairs(table(*rows))


def test_prorated_totals_are_taken():
    assert analyses.pairs(table("pre,post", "11.25,10.125"), "phq-9")["n_pairs"] == 1
    assert analyses.pairs(table("pre,post", "18,25"), "swemwbs")["n_pairs"] == 1


def test_an_unknown_instrument_is_refused():
    with pytest.raises(BadInput, match="one of .*gad-7"):  # noqa: RUF043
        analyses.pairs(table("pre,post"), "gad-77")


# --- Talking Therapies thresholds ----------------------------------------------------------

HEADER = "phq9_start,phq9_end,gad7_start,gad7_end"


@pytest.mark.parametrize(
    ("row", "true"),
    [
        # caseness by one scale alone; below both at the end; phq-9 down by 6
        ("10,4,7,7", {"caseness_start", "recovered", "reliable_improvement", "reliable_recovery"}),
        # recovered without reliable improvement: down by 5 and 3
        ("10,5,7,4", {"caseness_start", "recovered", "no_reliable_change"}),
        # one scale still at caseness: no recovery
        ("20,4,12,8", {"caseness_start", "caseness_end", "reliable_improvement"}),
        # one down, one up: no reliable change
        ("20,14,8,12", {"caseness_start", "caseness_end", "no_reliable_change"}),
        # up by 4 on gad-7 alone, below caseness at both ends
        ("3,3,3,7", {"reliable_deterioration"}),
        # below caseness at the start cannot recover
        ("9,3,7,3", {"reliable_improvement"}),
    ],
)
def test_one_course(row, true):
    _, found = analyses.talking_therapies(table(HEADER, row), rows=True)

    assert {name for name, held in found.items() if held} == true


def test_courses_are_counted_and_incomplete_ones_apart():
    lines = analyses.talking_therapies(table(HEADER, "10,4,7,7", "3,3,3,7", "12,,9,9"), rows=True)

    assert lines[0] == {
        "n": 2,
        "n_incomplete": 1,
        "caseness_start": 1,
        "caseness_end": 0,
        "recovered": 1,
        "reliable_improvement": 1,
        "reliable_deterioration": 1,
        "no_reliable_change": 0,
        "reliable_recovery": 1,
    }
    assert set(lines[3].values()) == {None, "missing_score"}


# --- Attrition, reliability, funnel --------------------------------------------------------


def test_completers_against_lost_by_welch():
    # R's sleep data unpaired: t.test(extra ~ group): t = -1.8608, df = 17.776, p = 0.07939
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    rows = [f"completer,{x}" for x in first] + [f"lost,{x}" for x in second] + ["lost,"]

    found = analyses.attrition(table("group,score", *rows))

    assert found["welch"]["t"] == pytest.approx(-1.8608, abs=1e-4)
    assert found["welch"]["df"] == pytest.approx(17.776, abs=1e-3)
    assert found["welch"]["p"] == pytest.approx(0.07939, abs=1e-5)
    assert found["welch"]["ci95"] == pytest.approx((-3.3654832, 0.2054832), abs=1e-6)
    assert (found["n_missing"], found["n"]) == (1, {"completer": 10, "lost": 10})


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "too_few"),
        (["completer,1", "completer,2", "lost,3"], "too_few"),
        (["completer,1", "completer,1", "lost,3", "lost,3"], "no_variation"),
    ],
)
def test_groups_that_cannot_be_compared(rows, reason):
    found = analyses.attrition(table("group,score", *rows))

    assert (found["welch"], found["d"], found["reason"]) == (None, None, reason)


def test_groups_of_the_smallest_scores_are_compared_like_any():
    rows = ["completer,1", "completer,3", "lost,5", "lost,4", "lost,9"]
    found = analyses.attrition(table("group,score", *rows))
    tiny = analyses.attrition(table("group,score", *(f"{row}e-99" for row in rows)))

    assert tiny["welch"]["df"] == pytest.approx(found["welch"]["df"])
    assert (tiny["welch"]["t"], tiny["d"]) == pytest.approx((found["welch"]["t"], found["d"]))


def test_an_unknown_group_is_refused():
    assert refusals(analyses.attrition, "group,score", "dropout,3") == [
        "line 2: group is not completer or lost"
    ]


def test_alpha_over_complete_rows():
    # items' variances 2, 1, 1; totals 6, 9, 11, 4: variance 29/3
    found = analyses.reliability(table("a,b,c", "1,2,3", "2,3,4", "4,3,4", "1,1,2", ",1,1"))

    assert found["alpha"] == pytest.approx(3 / 2 * (1 - (2 + 11 / 12 + 11 / 12) / (29 / 3)))
    assert found["n_complete"] == 4
    low, high = found["feldt95"]
    assert low < found["alpha"] < high < 1


def test_totals_that_are_the_same_as_typed_have_no_alpha():
    found = analyses.reliability(table("a,b", "0.1,0.2", "0.3,0.0", "0.2,0.1"))

    assert (found["alpha"], found["feldt95"], found["reason"]) == (None, None, "no_variation")


def test_an_item_without_a_name_is_refused():
    assert refusals(analyses.reliability, "a,,b,", "1,2,3,4") == [
        "line 1: column 2 has no name",
        "line 1: column 4 has no name",
    ]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["a,b"], "too_few"),
        (["a,b", "1,2"], "too_few"),
        (["a", "1", "2"], "too_few"),
        (["a,b", "1,2", "1,2"], "no_variation"),
    ],
)
def test_no_alpha(lines, reason):
    found = analyses.reliability(table(*lines))

    assert (found["alpha"], found["feldt95"], found["reason"]) == (None, None, reason)


def test_funnel_limits_are_exact():
    # of 10 at one half: up to 0 has 0.098 %, up to 1 has 1.07 %, up to 2 has 5.47 %
    found = analyses.funnel(table("area,x,n", "A,10,10", "B,0,10", "C,0,0"))

    assert found["p0"] == 0.5
    a, b, c = found["areas"]
    assert a["limits95"] == pytest.approx((0.2, 0.8))
    assert a["limits998"] == pytest.approx((0.1, 0.9))
    assert (a["outside"], b["outside"]) == ("99.8", "99.8")
    assert (c["p"], c["limits95"], c["reason"]) == (None, None, "no_answers")


def test_an_area_may_be_huge_but_not_endless():
    found = analyses.funnel(table("area,x,n", f"A,{3 * 10**8},{10**9}"))

    assert found["areas"][0]["limits95"] == pytest.approx((0.3, 0.3), abs=1e-4)
    assert refusals(analyses.funnel, "area,x,n", f"A,1,{10**9 + 1}", f"B,0,{'9' * 5000}") == [
        "line 2: n is above 1000000000",
        "line 3: n is above 1000000000",
    ]


def test_bad_areas_are_refused():
    problems = refusals(analyses.funnel, "area,x,n", "A,1,2", "A,1,2", "B,3,2", ",1.5,-1")

    assert problems == [
        "line 3: area is there twice",
        "line 4: x is above n",
        "line 5: area is blank",
        "line 5: x is not a whole number from 0",
        "line 5: n is not a whole number from 0",
    ]
