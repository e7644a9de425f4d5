"""Figures against textbook examples and hand calculations, and every way to have no figure."""

import math
import statistics as basics
import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from outcomes import instrument_files
from outcomes.statistics import (
    Change,
    Origin,
    Reason,
    ReliableRule,
    baseline_carried_forward,
    compare,
    counted,
    course,
    finished_against_lost,
    jacobson_truax,
    jacobson_truax_cutoffs,
    mcnemar_p,
    paired_change,
    paired_change_of,
    proportion,
    random_intercept,
    reliable_class,
    scale_change,
    scale_change_of,
    silent_counted_unchanged,
)

unhurried = settings(deadline=None, max_examples=60)
"""A busy machine is no fault of the figures."""

# Student's sleep data, as printed by R's t.test(extra ~ group, paired) and wilcox.test
SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

# Hollander & Wolfe's depression data from R's wilcox.test help
HAMILTON_1 = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
HAMILTON_2 = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]


def test_students_sleep_data():
    found = paired_change(SLEEP_1, SLEEP_2)

    assert found.n_pairs == 10
    assert found.mean_change == pytest.approx(1.58)
    assert found.ci95 == pytest.approx((0.7001142, 2.4598858), abs=1e-7)
    assert found.t.t == pytest.approx(4.0621, abs=1e-4)
    assert (found.t.df, found.t.p) == (9, pytest.approx(0.002833, abs=1e-6))
    assert found.r == pytest.approx(0.7951702, abs=1e-7)
    assert found.median_change == pytest.approx(1.3)
    # R: V = 0 the other way round, of nine changes that are not zero: 45 - 0
    assert found.wilcoxon.v == 45
    assert found.wilcoxon.p == pytest.approx(0.009091, abs=1e-6)
    assert found.wilcoxon.method == "normal"
    assert (found.reason, found.reasons) == (None, {})


def test_effect_sizes_of_the_sleep_data():
    found = paired_change(SLEEP_1, SLEEP_2)

    assert found.d_av == pytest.approx(1.58 / ((1.789010 + 2.002249) / 2), abs=1e-6)
    assert found.d_z == pytest.approx(1.58 / 1.229995, abs=1e-6)
    # gamma(4.5) / (sqrt(4.5) * gamma(4)) = 11.6317284 / (2.1213203 * 6)
    assert found.hedges_g_z == pytest.approx(found.d_z * 0.9138743, abs=1e-6)


def test_the_interval_of_d_z_puts_t_on_both_tails_of_the_noncentral_t():
    found = paired_change(SLEEP_2, SLEEP_1)

    low, high = (limit * math.sqrt(10) for limit in found.d_z_ci95)

    assert special.nctdtr(9, low, found.t.t) == pytest.approx(0.975, abs=1e-6)
    assert special.nctdtr(9, high, found.t.t) == pytest.approx(0.025, abs=1e-6)


def test_wilcoxon_is_exact_for_few_changes_without_ties():
    found = paired_change(HAMILTON_1, HAMILTON_2).wilcoxon

    # R: V = 40 for x - y of nine pairs, one-sided p 0.01953
    assert (found.v, found.method) == (5, "exact")
    assert found.p == pytest.approx(0.0390625, abs=1e-9)


def test_those_with_one_answer_are_counted_and_left_out():
    found = paired_change([10, 12, None, 14, None], [8, None, 5, 8, None])

    assert (found.n_pairs, found.n_pre_only, found.n_post_only) == (2, 1, 1)
    assert (found.mean_pre, found.mean_post, found.mean_change) == (12, 8, -4)


def test_no_pairs():
    found = paired_change([1, None], [None, 2])

    assert found.reason == Reason.NO_PAIRS
    assert (found.mean_pre, found.mean_change, found.t, found.wilcoxon) == (None,) * 4
    assert set(found.reasons.values()) == {Reason.NO_PAIRS}


def test_one_pair():
    found = paired_change([10], [7])

    assert found.reason == Reason.ONE_PAIR
    assert (found.mean_change, found.median_change) == (-3, -3)
    assert (found.sd_pre, found.ci95, found.t, found.d_z, found.wilcoxon) == (None,) * 5


def test_two_pairs_are_computed_but_for_the_hedges_factor():
    found = paired_change([10, 10.5], [7, 6.5])

    assert found.reason is None
    assert found.t.t == pytest.approx(-7)
    assert found.hedges_g_z is None
    assert found.reasons == {"hedges_g_z": Reason.TWO_PAIRS}


@pytest.mark.parametrize("step", [-3, 0.1, 0.7])
def test_the_same_change_for_everyone_is_no_test(step):
    pre = [0.1, 0.2, 0.3, 5.0]
    found = paired_change(pre, [value + step for value in pre])

    assert found.reason == Reason.NO_VARIATION
    assert (found.t, found.ci95, found.d_z, found.d_z_ci95, found.hedges_g_z) == (None,) * 5
    assert (found.mean_change, found.sd_change) == (pytest.approx(step), 0)
    assert found.wilcoxon.method == "normal"
    assert found.r == pytest.approx(1)


def test_nobody_changed():
    found = paired_change([3, 4, 5], [3, 4, 5])

    assert found.wilcoxon is None
    assert found.d_av == 0
    assert found.reasons["wilcoxon"] == Reason.NO_VARIATION


def test_a_constant_side_has_no_correlation():
    found = paired_change([10, 10, 10], [7, 8, 3])

    assert found.r is None
    assert found.t is not None
    assert (found.reason, found.reasons) == (None, {"r": Reason.NO_VARIATION})


def test_a_step_typed_alike_is_the_same_step():
    """0.3 to 6.3 and 1.1 to 7.1 differ as doubles, and nobody typed that difference."""
    found = paired_change([0.3, 1.1, 2.2, 5], [6.3, 7.1, -3.8, 5])

    assert found.wilcoxon.method == "normal"
    assert found.wilcoxon.v == 4  # three changes of size six share the rank two
    assert found.mean_change == 1.5


def test_nothing_is_rounded_however_small():
    found = paired_change([0, 0, 0], [1e-10, 2e-10, 4e-10])

    assert found.reason is None
    assert found.mean_change == pytest.approx(7e-10 / 3, rel=1e-15)
    assert found.d_z == pytest.approx(7 / 3 / math.sqrt(7 / 3), rel=1e-14)
    assert found.wilcoxon.method == "exact"


points = st.none() | st.integers(0, 2100).map(lambda hundredths: hundredths / 100)


@unhurried
@given(st.lists(st.tuples(points, points), max_size=60), st.randoms())
def test_counts_give_the_figures_of_the_list_to_the_last_digit(rows, shuffled):
    counts = counted([a for a, _ in rows], [b for _, b in rows])
    shuffled.shuffle(rows)
    pre, post = [a for a, _ in rows], [b for _, b in rows]
    scale = instrument_files.definition("gad-7").scale("total")

    assert paired_change_of(counts) == paired_change(pre, post)
    assert scale_change_of(counts, scale, "worse") == scale_change(pre, post, scale, "worse")
    stayed = [a for a, b in rows if a is not None and b is not None]
    lost = [a for a, b in rows if a is not None and b is None]
    assert finished_against_lost(counts) == compare(stayed, lost)


@unhurried
@given(st.lists(st.tuples(st.integers(0, 21), st.integers(0, 21)), min_size=3, max_size=60))
def test_the_figures_are_those_of_scipy_and_the_standard_library(pairs):
    pre, post = [a for a, _ in pairs], [b for _, b in pairs]
    change = [b - a for a, b in pairs]
    found = paired_change(pre, post)

    assert found.mean_pre == pytest.approx(basics.fmean(pre), rel=1e-14)
    assert found.sd_change == pytest.approx(basics.stdev(change), rel=1e-14)
    assert found.median_change == basics.median(change)
    if found.wilcoxon:
        method = {"exact": "exact", "normal": "asymptotic"}[found.wilcoxon.method]
        theirs = stats.wilcoxon(change, zero_method="wilcox", correction=True, method=method)
        assert found.wilcoxon.p == pytest.approx(theirs.pvalue, rel=1e-11)


def test_a_hundred_thousand_pairs_take_no_time():
    counts = {(a, b): 100 + a + b for a in range(28) for b in range(28)}
    paired_change_of(counts)  # scipy loads its parts at the first use

    began = time.process_time()
    found = paired_change_of(counts)

    assert time.process_time() - began < 0.1
    assert found.n_pairs == 28 * 28 * 127


def test_a_crowd_of_the_same_pairs_is_told_from_one():
    assert paired_change_of({(10, 7): 100}).reason == Reason.NO_VARIATION
    assert paired_change_of({(10, 7): 1, (9, None): 3, (None, 4): 0}).reason == Reason.ONE_PAIR


@unhurried
@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), max_size=40))
def test_every_figure_is_finite_or_null_with_a_reason(pairs):
    found = paired_change([a for a, _ in pairs], [b for _, b in pairs])

    for name in ("mean_change", "sd_change", "r", "ci95", "d_av", "d_z", "d_z_ci95", "hedges_g_z"):
        figure = getattr(found, name)
        numbers = figure if isinstance(figure, tuple) else (figure,)
        assert name in found.reasons if figure is None else all(map(math.isfinite, numbers))
    for test in (found.t, found.wilcoxon):
        assert test is None or 0 < test.p <= 1


@unhurried
@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), min_size=2, max_size=30))
def test_swapping_before_and_after_turns_every_sign(pairs):
    there = paired_change([a for a, _ in pairs], [b for _, b in pairs])
    back = paired_change([b for _, b in pairs], [a for a, _ in pairs])

    assert back.mean_change == pytest.approx(-there.mean_change)
    if there.t is not None:
        assert back.t.p == pytest.approx(there.t.p)
        low, high = there.d_z_ci95
        assert back.d_z_ci95 == pytest.approx((-high, -low))
        assert low < there.d_z < high


def test_very_many_very_equal_changes_have_a_small_p_but_never_zero():
    pre = list(range(3000))
    found = paired_change(pre, [value - 5 - value % 2 / 10 for value in pre])

    assert 0 < found.t.p < 1e-300
    assert 0 < found.wilcoxon.p < 1e-300


# --- Proportions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "n", "low", "high"), [(86, 100, 0.779, 0.915), (37, 43, 0.727, 0.934)]
)
def test_wilson_of_the_published_86_per_cent(x, n, low, high):
    assert proportion(x, n).wilson95 == pytest.approx((low, high), abs=0.0005)


def test_wilson_at_the_ends():
    # n = 10: upper end of 0 is z² / (n + z²) = 3.841459 / 13.841459
    assert proportion(0, 10).wilson95 == (0, pytest.approx(0.2775328, abs=1e-7))
    assert proportion(10, 10).wilson95 == (pytest.approx(0.7224672, abs=1e-7), 1)


def test_nothing_of_nothing_is_null():
    found = proportion(0, 0)

    assert (found.p, found.wilson95, found.reason) == (None, None, Reason.NO_ANSWERS)


@pytest.mark.parametrize(("x", "n"), [(2, 1), (-1, 3), (0, -1)])
def test_more_than_all_is_refused(x, n):
    with pytest.raises(ValueError, match="no proportion"):
        proportion(x, n)


def test_exact_mcnemar():
    # 2 * (1 + 10 + 45) / 2**10
    assert mcnemar_p(2, 8) == pytest.approx(0.109375)
    assert mcnemar_p(8, 2) == pytest.approx(0.109375)
    assert mcnemar_p(3, 3) == 1
    assert mcnemar_p(0, 0) == 1


# --- Single persons ------------------------------------------------------------------------


def test_jacobson_and_truax_own_example():
    found = jacobson_truax(47.5 - 32.5, sd_pre=7.5, reliability=0.80)

    assert found.se == pytest.approx(3.35, abs=0.005)
    assert found.s_diff == pytest.approx(4.74, abs=0.005)
    assert found.rc == pytest.approx(3.16, abs=0.005)
    assert found.reliable


def test_jacobson_and_truax_cutoffs_both_ways():
    up = jacobson_truax_cutoffs(40, 7.5, 60, 7.5)
    down = jacobson_truax_cutoffs(60, 7.5, 40, 7.5)

    assert (up.a, up.b, up.c) == (55, 45, 50)
    assert (down.a, down.b, down.c) == (45, 55, 50)


@pytest.mark.parametrize(
    ("change", "higher_is", "expected"),
    [
        (-6, "worse", Change.IMPROVED),
        (-5.99, "worse", Change.UNCHANGED),
        (6, "worse", Change.DETERIORATED),
        (6, "better", Change.IMPROVED),
        (0, "worse", Change.UNCHANGED),
        (0.3 - 6.3, "worse", Change.IMPROVED),
    ],
)
def test_reliable_classes_at_their_edge(change, higher_is, expected):
    assert reliable_class(change, 6, higher_is) == expected


def test_persons_moving_on_the_phq_9():
    total = instrument_files.definition("phq-9").scale("total")

    found = scale_change([15, 12, 10, 4, None], [8, 11, 16, 4, 3], total, "worse")

    assert found.reliable == {"improved": 1, "unchanged": 2, "deteriorated": 1}
    assert (found.caseness.pre, found.caseness.post) == (3, 2)
    assert found.caseness.mcnemar_p == 1  # one pair differs: 2 * 1/2
    assert (found.recovered.x, found.recovered.n) == (1, 3)
    assert found.bands["moderately_severe"]["mild"] == 1
    assert found.bands["moderate"] == {
        "minimal": 0, "mild": 0, "moderate": 1, "moderately_severe": 1, "severe": 0
    }  # fmt: skip


def test_clinically_significant_is_reliable_and_across_the_cut_off():
    total = instrument_files.definition("phq-9").scale("total")

    #                     across, reliable | across only | reliable only | the other way
    found = scale_change([15, 15, 11, 20, 4], [9, 8, 9, 11, 12], total, "worse")

    assert (found.clinical.improved, found.clinical.deteriorated) == (2, 1)
    assert found.reliable_rule == ReliableRule(6, Origin.PUBLISHED)


def test_reliable_change_of_scores_with_decimals_at_its_edge():
    total = instrument_files.definition("phq-9").scale("total")

    found = scale_change([10.1, 12.4], [4.1, 6.5], total, "worse")

    assert found.reliable == {"improved": 1, "unchanged": 1, "deteriorated": 0}
    assert (10.1 - 4.1, course(10.1, 4.1, 0, 0).reliable_improvement) == (pytest.approx(6), True)


@pytest.mark.parametrize(
    ("pre", "reason"),
    [([], Reason.NO_PAIRS), ([9], Reason.ONE_PAIR), ([9, 9], Reason.NO_VARIATION)],
)
def test_points_need_an_sd_before(pre, reason):
    anxiety = instrument_files.definition("hads").scale("anxiety")

    found = scale_change(pre, [3] * len(pre), anxiety, "worse", alpha=0.8)

    assert (found.reliable, found.reliable_rule, found.clinical) == (None, None, None)
    assert {found.reasons[name] for name in ("reliable", "clinical")} == {reason}


def test_a_scale_without_published_rules_has_null_for_each():
    scale = instrument_files.definition("experience").scale("less_isolated")

    found = scale_change([4], [5], scale, "better")

    assert (found.reliable, found.caseness, found.recovered, found.bands) == (None,) * 4


# --- Those who did not answer --------------------------------------------------------------


def test_with_complete_pairs_only_the_model_is_the_paired_t_test():
    pre, post = [14, 9, 21, 12, 17, 6, 11], [10, 8, 15, 13, 9, 5, 7.5]
    paired, model = paired_change(pre, post), random_intercept(counted(pre, post))

    assert (model.n_women, model.n_scores, model.df, model.reason) == (7, 14, 6, None)
    assert model.change == pytest.approx(paired.mean_change, rel=1e-12)
    assert model.se == pytest.approx(paired.sd_change / math.sqrt(7), rel=1e-12)
    assert model.ci95 == pytest.approx(paired.ci95, rel=1e-12)
    assert model.sd_within == pytest.approx(paired.sd_change / math.sqrt(2), rel=1e-12)


def test_a_woman_with_one_score_counts_for_her_wave():
    pre, post = [14, 9, 21, 12, 17, 20, 22, None], [10, 8, 15, 13, 9, None, None, 3]
    model = random_intercept(counted(pre, post))

    assert (model.n_women, model.n_scores, model.df) == (8, 13, 4)
    # lost are worse off, so the complete pairs fell less than the model says everybody would
    assert model.change < paired_change(pre, post).mean_change
    low, high = model.ci95
    assert low < model.change < high


def dense_fit(rows, between, within):
    """-2 log restricted likelihood, with the whole covariance matrix, at two variances."""
    seen = [(i, wave, x) for i, row in enumerate(rows) for wave, x in enumerate(row)]
    seen = [each for each in seen if each[2] is not None]
    who = np.array([i for i, _, _ in seen])
    covariance = within * np.eye(len(seen)) + between * (who[:, None] == who)
    design = np.array([[1.0, wave] for _, wave, _ in seen])
    scores = np.array([float(x) for _, _, x in seen])
    inverse = np.linalg.inv(covariance)
    information = design.T @ inverse @ design
    off = scores - design @ np.linalg.solve(information, design.T @ inverse @ scores)
    logs = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1]
    return logs + off @ inverse @ off


scores = st.none() | st.integers(0, 27)


@unhurried
@given(st.lists(st.tuples(scores, scores), min_size=2, max_size=12))
def test_no_other_variances_fit_better_than_those_of_the_model(rows):
    model = random_intercept(counted([a for a, _ in rows], [b for _, b in rows]))
    assume(model.change is not None)
    between, within = model.sd_between**2, model.sd_within**2
    best = dense_fit(rows, between, within)

    for share in (0, 0.1, 0.9, 0.99, 1.01, 1.1, 3, 20):
        assert dense_fit(rows, between * share, within) > best - 1e-7
        if share:
            assert dense_fit(rows, between, within * share) > best - 1e-7
            assert dense_fit(rows, between + share, within) > best - 1e-7


@pytest.mark.parametrize(
    ("pre", "post", "reason"),
    [
        ([], [], Reason.NO_PAIRS),
        ([3, 4, None], [None, None, 5], Reason.NO_PAIRS),
        ([3, 4, None], [1, None, 5], Reason.ONE_PAIR),
        ([3, 4, None], [1, 2, 5], Reason.NO_VARIATION),
        ([0.1, 0.2, 5.0], [0.8, 0.9, 5.7], Reason.NO_VARIATION),
        ([1e9, 1e-99], [1e9, 0], Reason.NO_VARIATION),
    ],
)
def test_no_model(pre, post, reason):
    model = random_intercept(counted(pre, post))

    assert (model.change, model.se, model.ci95, model.reason) == (None, None, None, reason)
    assert model.n_scores == sum(x is not None for x in pre + post)


def test_a_model_at_its_edge_says_so_and_is_that_of_two_groups():
    pre, post = [1, 2, 3, 4], [4, 3, 2, 0]
    model = random_intercept(counted(pre, post))

    assert (model.reason, model.sd_between, model.change) == (Reason.BOUNDARY, 0, -0.25)
    # pooled variance (5/3 + 35/12) / 2, twice a quarter of it
    assert model.se == pytest.approx(math.sqrt((5 / 3 + 35 / 12) / 4), rel=1e-12)


def test_whoever_did_not_answer_carried_forward():
    counts = counted([15, 15, 12, None], [8, None, None, 3])
    total = instrument_files.definition("phq-9").scale("total")
    carried = baseline_carried_forward(counts)

    assert paired_change_of(carried).mean_change == pytest.approx(-7 / 3)
    assert paired_change_of(carried).n_pairs == 3
    found = scale_change_of(carried, total, "worse")
    assert found.reliable == {"improved": 1, "unchanged": 2, "deteriorated": 0}
    assert (found.recovered.x, found.recovered.n) == (1, 3)


def test_whoever_was_silent_is_nobody_of_the_x():
    assert silent_counted_unchanged(proportion(50, 59), 65) == proportion(50, 124)
    with pytest.raises(ValueError, match="silent"):
        silent_counted_unchanged(proportion(1, 2), -1)
