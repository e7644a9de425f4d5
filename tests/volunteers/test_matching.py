"""Hard rules decide alone; a better fit never costs anybody a point."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from referrals.enums import DayPart, SupportFormat, Wish
from volunteers import wording
from volunteers.matching import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    HARD_RULES,
    MATCH,
    STANDARD,
    Need,
    Offer,
    broken_rules,
    candidate,
    excluded,
    rank,
)

ROSA = Need(
    referral="rosa",
    site="halton",
    district="WA7",
    formats=frozenset({"phone", "out"}),
    times=frozenset({"weekday_morning"}),
    wishes=frozenset({"low_mood"}),
    waiting_days=12,
)
BOB = Offer(
    volunteer="bob",
    site="halton",
    district="WA7",
    travels_to=frozenset({"WA7", "WA8"}),
    languages=frozenset({"English"}),
    formats=frozenset({"phone", "out"}),
    times=frozenset({"weekday_morning", "weekend"}),
    experience=frozenset({"low_mood"}),
    free=1,
)

# Rule, what breaks it alone, why, and what would make it fit.
ALONE = [
    (
        "reach",
        {},
        {"site": "newham", "travels_to": frozenset({"E6"}), "district": "WA7"},
        "Helps in another area",
        None,
    ),
    (
        "never_again",
        {"excluded_volunteers": frozenset({"bob"})},
        {},
        "They have been put together before",
        None,
    ),
    (
        "topics",
        {"wishes": frozenset({"loss"})},
        {"rather_not": frozenset({"loss"})},
        "Would rather not talk about the loss of a baby",
        None,
    ),
    (
        "language",
        {"language": "Polish"},
        {},
        "Does not speak Polish",
        "Would fit with an interpreter",
    ),
    (
        "format",
        {"formats": frozenset({"home"})},
        {"formats": frozenset({"phone", "video"})},
        "Meets on the phone or by video only",
        "Would fit on the phone or by video",
    ),
    (
        "time",
        {"times": frozenset({"evening"})},
        {},
        "Is free on weekday mornings or at weekends only",
        "Would fit on weekday mornings or at weekends",
    ),
    ("capacity", {}, {"free": 0}, "Has no free place", "Would fit when she has a free place again"),
    (
        "checks",
        {},
        {"checks_valid": False},
        "Her checks are missing or out of date",
        "Would fit once her checks are up to date",
    ),
    (
        "break",
        {},
        {"on_break": True},
        "Is on a break",
        "Would fit when she is back from her break",
    ),
]


def test_a_pair_with_nothing_in_the_way_is_a_match():
    assert broken_rules(ROSA, BOB) == []
    assert [one.offer.volunteer for one in rank(ROSA, [BOB])] == ["bob"]
    assert excluded(ROSA, [BOB]) == []


@pytest.mark.parametrize(
    ("key", "need", "offer", "why", "near"), ALONE, ids=[row[0] for row in ALONE]
)
def test_each_hard_rule_alone_decides(key, need, offer, why, near):
    her, volunteer = replace(ROSA, **need), replace(BOB, **offer)
    assert [rule.key for rule in broken_rules(her, volunteer)] == [key]
    assert rank(her, [volunteer]) == []
    (left_out,) = excluded(her, [volunteer])
    assert (left_out.why, left_out.near_miss) == ((why,), near)


def test_every_hard_rule_is_tried_alone():
    assert [row[0] for row in ALONE] == [rule.key for rule in HARD_RULES]


def test_face_to_face_needs_a_volunteer_who_travels_to_her():
    """At home or in a café she must come to her; on the phone the distance does not matter."""
    far = replace(BOB, district="WA8", travels_to=frozenset({"WA8"}))
    at_home = replace(ROSA, formats=frozenset({"out"}))
    assert broken_rules(ROSA, far) == []
    (left_out,) = excluded(at_home, [far])
    assert left_out.why == ("Does not travel to WA7",)
    assert left_out.near_miss == "Would fit on the phone"


def test_an_interpreter_lifts_the_rule_of_language():
    her = replace(ROSA, language="Urdu", needs_interpreter=True)
    assert broken_rules(her, BOB) == []


def test_two_things_in_the_way_are_no_near_miss():
    (left_out,) = excluded(ROSA, [replace(BOB, free=0, on_break=True)])
    assert left_out.why == ("Has no free place", "Is on a break")
    assert left_out.near_miss is None


def test_reasons_are_said_in_words():
    assert candidate(ROSA, BOB).reasons == (
        "Also felt low",
        "Free on weekday mornings, as she asked",
        "Happy to meet on the phone or in a café or park",
        "Lives in the same area",
        "She has waited 12 days",
    )


def test_the_score_is_the_sum_of_its_weights():
    points = {key: weight.points for key, weight in DEFAULT_WEIGHTS.items()}
    expected = (
        points["experience"]
        + points["times"]
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


def test_every_criterion_has_a_weight_with_a_meaning():
    assert {key for key, _ in CRITERIA} == set(DEFAULT_WEIGHTS)
    assert all(weight.meaning for weight in DEFAULT_WEIGHTS.values())


def test_there_are_words_for_every_code():
    assert list(wording.BY_FORMAT) == SupportFormat.values
    assert list(wording.AT_TIME) == DayPart.values
    assert list(wording.SHARED) == list(wording.TOPIC) == Wish.values


# --- Properties -----------------------------------------------------------------------------
def any_of(values):
    return some.frozensets(some.sampled_from(list(values)))


DISTRICTS = ["WA7", "WA8", "E6"]
needs = some.builds(
    Need,
    referral=some.just("rosa"),
    site=some.sampled_from(["halton", "newham"]),
    district=some.sampled_from(["", *DISTRICTS]),
    language=some.sampled_from(["English", "Polish"]),
    needs_interpreter=some.booleans(),
    formats=any_of(SupportFormat.values),
    times=any_of(DayPart.values),
    wishes=any_of(Wish.values),
    baby_weeks=some.none() | some.integers(-40, 104),
    waiting_days=some.integers(0, 500),
    excluded_volunteers=any_of(["bob", "zoe"]),
)
offers = some.builds(
    Offer,
    volunteer=some.just("bob"),
    site=some.sampled_from(["halton", "newham"]),
    district=some.sampled_from(["", *DISTRICTS]),
    travels_to=any_of(DISTRICTS),
    languages=any_of(["English", "Polish"]),
    formats=any_of(SupportFormat.values),
    times=any_of(DayPart.values),
    experience=any_of(Wish.values),
    rather_not=any_of(Wish.values),
    free=some.integers(0, 3),
    checks_valid=some.booleans(),
    on_break=some.booleans(),
)
# Each makes the pair fit better on one criterion, all else equal.
BETTER = {
    "waits longer": lambda need, offer: (replace(need, waiting_days=need.waiting_days + 1), offer),
    "more shared": lambda need, offer: (
        need,
        replace(offer, experience=offer.experience | need.wishes),
    ),
    "lives near": lambda need, offer: (
        need,
        replace(offer, district=need.district or offer.district),
    ),
    "travels there": lambda need, offer: (
        need,
        replace(offer, travels_to=offer.travels_to and offer.travels_to | {need.district}),
    ),
    "her language": lambda need, offer: (
        need,
        replace(offer, languages=(offer.languages or {"English"}) | {need.language}),
    ),
    "more times": lambda need, offer: (
        need,
        replace(offer, times=offer.times and offer.times | need.times),
    ),
    "more formats": lambda need, offer: (
        need,
        replace(offer, formats=offer.formats and offer.formats | need.formats),
    ),
    "one more place": lambda need, offer: (need, replace(offer, free=offer.free + 1)),
    "the first weeks": lambda need, offer: (replace(need, baby_weeks=2), offer),
}


@given(need=needs, offer=offers, better=some.sampled_from(sorted(BETTER)))
def test_a_better_fit_never_lowers_the_score(need, offer, better):
    her, volunteer = BETTER[better](need, offer)
    before = {rule.key for rule in broken_rules(need, offer)}
    assert {rule.key for rule in broken_rules(her, volunteer)} <= before
    assert candidate(her, volunteer).score >= candidate(need, offer).score


@given(need=needs, offer=offers)
def test_everyone_is_either_ranked_or_excluded(need, offer):
    ranked, left_out = rank(need, [offer]), excluded(need, [offer])
    assert len(ranked) + len(left_out) == 1
    assert all(one.score > MATCH - 1 for one in ranked)
    assert all(one.why for one in left_out)
