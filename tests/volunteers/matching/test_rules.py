"""Each hard rule decides alone, and says what would make it fit."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from tests.volunteers.matching.pairs import BOB, ROSA, needs, offers
from volunteers.matching import HARD_RULES, MATCH, broken_rules, excluded, rank

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
        "They were together before, and it ended",
        None,
    ),
    (
        "never_again",
        {name: frozenset({"bob"}) for name in ("excluded_volunteers", "said_no", "kept_apart")},
        {},
        "One of them has said no",
        None,
    ),
    (
        "never_again",
        {"excluded_volunteers": frozenset({"bob"}), "kept_apart": frozenset({"bob"})},
        {},
        "Not to be put together again",
        None,
    ),
    (
        "household",
        {"same_household": frozenset({"bob"})},
        {},
        "They live in the same household",
        None,
    ),
    ("street", {"same_street": frozenset({"bob"})}, {}, "They live in the same street", None),
    ("known", {"known_to": frozenset({"bob"})}, {}, "They know each other", None),
    (
        "hears_later",
        {"hears_later": frozenset({"bob"})},
        {},
        "Hears at nine in the morning that plans changed",
        "Would fit once she has heard, at nine in the morning",
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
    ("one_to_one", {}, {"one_to_one": False}, "Helps in groups only", None),
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
    ("leaving", {}, {"leaves_on": date(2026, 11, 24)}, "Last day with us: 24 November", None),
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


def test_a_volunteer_of_another_programme_is_out_of_reach_though_she_travels_to_her():
    near = replace(BOB, site="runcorn")
    assert broken_rules(ROSA, near) == []
    other = replace(near, programme="other")
    assert [rule.key for rule in broken_rules(ROSA, other)] == ["reach"]


def test_every_hard_rule_is_tried_alone():
    assert list(dict.fromkeys(row[0] for row in ALONE)) == [rule.key for rule in HARD_RULES]


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


# What she asks, what the volunteer offers, why not, and what would make it fit.
TIMES = [
    (
        (["weekday_morning"], [0]),
        (["weekday_morning"], [2]),
        "Is free on weekday mornings, on Wednesdays only",
        "Would fit on Wednesdays",
    ),
    (
        (["weekday_morning"], [2]),
        (["evening"], [2, 3]),
        "Is free in the evenings, on Wednesdays or Thursdays only",
        "Would fit in the evenings",
    ),
    (
        (["weekday_morning"], [0]),
        (["evening"], [2]),
        "Is free in the evenings, on Wednesdays only",
        "Would fit in the evenings, on Wednesdays",
    ),
    (
        ([], [5]),
        (["weekday_morning"], []),
        "Is free on weekday mornings only",
        "Would fit on weekday mornings",
    ),
    (
        (["weekday_morning"], []),
        (["weekend"], [2]),
        "Her times and days do not go together",
        None,
    ),
    ((["weekend"], [2]), ([], []), "The mum’s times and days do not go together", None),
]


@pytest.mark.parametrize(("asked", "offered", "why", "near"), TIMES)
def test_times_fit_on_a_day_they_share(asked, offered, why, near):
    her = replace(ROSA, times=frozenset(asked[0]), days=frozenset(asked[1]))
    bob = replace(BOB, times=frozenset(offered[0]), days=frozenset(offered[1]))
    (left_out,) = excluded(her, [bob])
    assert (left_out.why, left_out.near_miss) == ((why,), near)


def test_an_evening_may_be_any_day_and_a_weekday_part_never_a_saturday():
    saturdays = replace(ROSA, times=frozenset(), days=frozenset({5}))
    assert broken_rules(saturdays, replace(BOB, times=frozenset({"evening"}))) == []
    mornings = replace(BOB, times=frozenset({"weekday_morning"}))
    assert [rule.key for rule in broken_rules(saturdays, mornings)] == ["time"]


@given(need=needs, offer=offers)
def test_everyone_is_either_ranked_or_excluded(need, offer):
    ranked, left_out = rank(need, [offer]), excluded(need, [offer])
    assert len(ranked) + len(left_out) == 1
    assert all(one.score > MATCH - 1 for one in ranked)
    assert all(one.why for one in left_out)
