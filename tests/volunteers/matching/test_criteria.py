"""What speaks for a pair: a better fit never costs anybody a point."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from referrals.enums import Background, DayPart, SupportFormat, Wish
from tests.volunteers.matching.pairs import BOB, ROSA, needs, offers
from volunteers import wording
from volunteers.enums import Stage, Weekday
from volunteers.matching import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    MATCH,
    STANDARD,
    best_reasons,
    broken_rules,
    candidate,
    rank,
    stage_of,
)


def test_reasons_are_said_in_words():
    assert candidate(ROSA, BOB).reasons == (
        "Also felt low",
        "Free on weekday mornings, as she asked",
        "Happy to meet on the phone or in a café or park",
        "Lives in the same area",
        "Her place in the list is from 12 days ago",
    )


def test_the_score_is_the_sum_of_its_weights():
    points = {key: weight.points for key, weight in DEFAULT_WEIGHTS.items()}
    expected = (
        points["experience"]
        + points["times"]
        + 5 * points["days"]
        + 2 * points["formats"]
        + points["same_area"]
        + points["travels"]
        + 12 * points["waiting"]
    )
    assert candidate(ROSA, BOB).score == MATCH + expected
    assert candidate(ROSA, BOB).fit == expected


def test_the_best_fit_comes_first_and_equals_in_a_fixed_order():
    stranger = replace(BOB, volunteer="amy", experience=frozenset())
    twin = replace(BOB, volunteer="zoe")
    found = rank(ROSA, [stranger, twin, BOB])
    assert [one.offer.volunteer for one in found] == ["bob", "zoe", "amy"]


def test_a_programme_may_weigh_differently():
    calm = STANDARD.changed(waiting=0)
    assert candidate(ROSA, BOB, calm).fit == candidate(ROSA, BOB).fit - 12 * 40
    with pytest.raises(ValueError, match="charm"):
        STANDARD.changed(charm=5)
    with pytest.raises(ValueError, match="below 0"):
        STANDARD.changed(times=-1)
    with pytest.raises(ValueError, match="too large together"):
        STANDARD.changed(waiting=1000)


def test_every_criterion_has_a_weight_with_a_meaning():
    assert {key for key, _ in CRITERIA} == set(DEFAULT_WEIGHTS)
    assert all(weight.meaning for weight in DEFAULT_WEIGHTS.values())


def test_there_are_words_for_every_code():
    assert list(wording.BY_FORMAT) == SupportFormat.values
    assert list(wording.AT_TIME) == DayPart.values
    assert list(wording.SHARED) == list(wording.TOPIC) == Wish.values
    assert list(wording.WEEKDAYS) == Weekday.values
    assert list(wording.AT_STAGE) == Stage.values
    assert list(wording.BACKGROUND) == Background.values


def test_a_wish_not_to_have_a_background_counts_and_is_never_told_to_a_volunteer():
    her = replace(ROSA, background_unwanted=frozenset({"christian"}))
    without, with_it = candidate(her, BOB), candidate(her, replace(BOB, background={"christian"}))
    assert without.score - with_it.score == DEFAULT_WEIGHTS["background_left_out"].points
    assert without.reasons == with_it.reasons == candidate(ROSA, BOB).reasons
    assert without.for_staff == ("Has no background that she would rather not have",)
    assert with_it.for_staff == ()


def test_a_wish_for_a_background_and_the_babys_age_are_said():
    her = replace(ROSA, background_wanted=frozenset({"muslim", "black"}), baby_weeks=-20)
    bob = replace(BOB, background=frozenset({"muslim"}), stages=frozenset({"pregnant"}))
    found = candidate(her, bob)
    assert "Likes to be there in pregnancy" in found.reasons
    assert found.for_staff == ("Is Muslim, as she wished",)


@pytest.mark.parametrize(
    ("weeks", "stage"),
    [(None, None), (-1, "pregnant"), (0, "first_weeks"), (6, "first_months"), (26, "later")],
)
def test_the_babys_age_has_four_stages(weeks, stage):
    assert stage_of(weeks) == stage


# Each makes the pair fit better on one criterion, all else equal.
def _with(need, offer, **more):
    """What the volunteer has named, and this beside it. Nothing named stands for everything."""
    return need, replace(offer, **{key: getattr(offer, key) | more[key] for key in more})


def _if_named(need, offer, key):
    mine, hers = getattr(offer, key), getattr(need, key)
    return need, replace(offer, **{key: mine | hers if mine else mine})


def _in_the_first_weeks(need, offer):
    liked = stage_of(need.baby_weeks) in offer.stages
    return replace(need, baby_weeks=2), _with(
        need, offer, stages={"first_weeks"} if liked else set()
    )[1]


def _travels(need, offer):
    return need, replace(offer, travels_to=offer.travels_to and offer.travels_to | {need.district})


BETTER = {
    "waiting": lambda need, offer: (replace(need, waiting_days=need.waiting_days + 1), offer),
    "experience": lambda need, offer: _with(need, offer, experience=need.wishes),
    "continuity": lambda need, offer: (
        replace(need, known_volunteers=need.known_volunteers | {offer.volunteer}),
        offer,
    ),
    "language": lambda need, offer: (
        need,
        replace(offer, languages=(offer.languages or {"English"}) | {need.language}),
    ),
    "background": lambda need, offer: _with(need, offer, background=need.background_wanted),
    "background_left_out": lambda need, offer: (
        need,
        replace(offer, background=offer.background - need.background_unwanted),
    ),
    "same_area": lambda need, offer: (
        need,
        replace(offer, district=need.district or offer.district),
    ),
    "travels": _travels,
    "times": lambda need, offer: _if_named(need, offer, "times"),
    "days": lambda need, offer: _if_named(need, offer, "days"),
    "formats": lambda need, offer: _if_named(need, offer, "formats"),
    "stage": lambda need, offer: _with(need, offer, stages={stage_of(need.baby_weeks)} - {None}),
    "first_weeks": _in_the_first_weeks,
    "a place more": lambda need, offer: (need, replace(offer, free=offer.free + 1)),
}
any_weights = some.fixed_dictionaries({key: some.integers(0, 100) for key in DEFAULT_WEIGHTS})


def test_every_criterion_is_tried():
    assert set(BETTER) == {*DEFAULT_WEIGHTS, "a place more"}


@pytest.mark.parametrize("better", BETTER)
@settings(max_examples=30, deadline=None)
@given(need=needs, offer=offers, points=any_weights)
def test_a_better_fit_never_lowers_the_score(better, need, offer, points):
    her, volunteer = BETTER[better](need, offer)
    before = {rule.key for rule in broken_rules(need, offer)}
    assert {rule.key for rule in broken_rules(her, volunteer)} <= before
    weights = STANDARD.changed(**points)
    assert candidate(her, volunteer, weights).score >= candidate(need, offer, weights).score


def test_what_counts_most_is_said_first_and_what_is_alike_for_all_not_at_all():
    assert best_reasons(ROSA, BOB)[0] == "Also felt low"
    nearest = STANDARD.changed(same_area=900)
    first = best_reasons(ROSA, BOB, nearest)[0]
    assert first == "Lives in the same area"
    assert not any("waited" in words for words in best_reasons(ROSA, BOB))
