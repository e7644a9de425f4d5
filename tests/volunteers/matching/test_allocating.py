"""The whole list at once: against every possible choice, and against each pair on its own."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.volunteers.matching.pairs import BOB, ROSA, needs, offers
from volunteers.matching import (
    CRITERIA,
    HARD_RULES,
    STANDARD,
    NotPossible,
    allocate,
    candidate,
    excluded,
    may_be_matched,
)
from volunteers.matching.matrix import COUNTS, RULES
from volunteers.matching.weighed import weigh

lists = {
    "mums": some.lists(needs, max_size=4, unique_by=lambda need: need.referral),
    "volunteers": some.lists(offers, max_size=3, unique_by=lambda offer: offer.volunteer),
}
# Most pairs of any two people are forbidden: these leave more to choose from.
open_lists = {
    "mums": lists["mums"].map(
        lambda mums: [replace(mum, needs_interpreter=True, site="halton") for mum in mums]
    ),
    "volunteers": lists["volunteers"].map(
        lambda all_: [
            replace(one, checks_valid=True, on_break=False, one_to_one=True, rather_not=frozenset())
            for one in all_
        ]
    ),
}
quick = settings(max_examples=40, deadline=None)


def test_the_matrix_knows_every_rule_and_criterion():
    assert {"reach", *RULES} == {rule.key for rule in HARD_RULES}
    assert set(COUNTS) == {key for key, _ in CRITERIA}


@quick
@given(**lists)
def test_every_pair_is_weighed_as_it_is_on_its_own(mums, volunteers):
    expected = {
        (need.referral, offer.volunteer, candidate(need, offer).score)
        for need, offer in product(mums, volunteers)
        if may_be_matched(need, offer)
    }
    assert sorted(weigh(mums, volunteers, STANDARD).edges()) == sorted(expected)


def best_of_all(mums, volunteers, ruled_out=frozenset()):
    """The highest total of every possible choice."""
    best = 0
    by_id = {offer.volunteer: offer for offer in volunteers}
    for choice in product([None, *by_id], repeat=len(mums)):
        chosen = [
            (mum, by_id[one]) for mum, one in zip(mums, choice, strict=True) if one is not None
        ]
        possible = all(
            may_be_matched(*pair) and (pair[0].referral, pair[1].volunteer) not in ruled_out
            for pair in chosen
        )
        if possible and all(choice.count(one) <= by_id[one].free for one in by_id):
            best = max(best, sum(candidate(*pair).score for pair in chosen))
    return best


@quick
@given(**open_lists, turned=some.booleans())
def test_no_choice_is_better_and_no_rule_is_broken(mums, volunteers, turned):
    found = allocate(mums, volunteers)
    assert found.objective == best_of_all(mums, volunteers)
    assert found.objective == sum(pair.score for pair in found.pairs)
    by_mum = {mum.referral: mum for mum in mums}
    by_id = {offer.volunteer: offer for offer in volunteers}
    for pair in found.pairs:
        told = candidate(by_mum[pair.referral], by_id[pair.volunteer])
        assert (pair.score, pair.reasons) == (told.score, told.reasons)
        assert may_be_matched(by_mum[pair.referral], by_id[pair.volunteer])
    taken = [pair.volunteer for pair in found.pairs]
    assert all(taken.count(one) <= by_id[one].free for one in by_id)
    told_of = [pair.referral for pair in found.pairs] + [one.referral for one in found.unmatched]
    assert sorted(told_of) == sorted(by_mum)
    assert allocate(mums[::-1], volunteers[::-1]) == found


@quick
@given(**open_lists, data=some.data())
def test_what_was_decided_by_hand_stays(mums, volunteers, data):
    possible = sorted(
        (n.referral, v, s) for n in mums for _, v, s in weigh([n], volunteers, STANDARD).edges()
    )
    if not possible:
        return
    kept = data.draw(some.sampled_from(possible))[:2]
    out = {pair[:2] for pair in data.draw(some.sets(some.sampled_from(possible)))} - {kept}
    found = allocate(mums, volunteers, fixed=frozenset({kept}), ruled_out=frozenset(out))
    pairs = {(pair.referral, pair.volunteer) for pair in found.pairs}
    assert kept in pairs and not pairs & out
    others = [mum for mum in mums if mum.referral != kept[0]]
    left = [
        replace(one, free=one.free - 1) if one.volunteer == kept[1] else one for one in volunteers
    ]
    score = {pair[:2]: pair[2] for pair in possible}[kept]
    assert found.objective == score + best_of_all(others, left, out)


@quick
@given(mum=needs, volunteers=lists["volunteers"])
def test_who_is_left_is_told_what_came_near(mum, volunteers):
    found = allocate([mum], volunteers)
    if found.pairs:
        return
    (left,) = found.unmatched
    near = [one.near_miss for one in excluded(mum, volunteers) if one.near_miss]
    counted = {
        f"{one} ({near.count(one)} volunteers)" if near.count(one) > 1 else one for one in near
    }
    assert set(left.near_misses) == counted


def test_what_excluded_whom_is_summed_in_words():
    mia = replace(ROSA, language="Polish")
    full = [replace(BOB, volunteer=one, free=0, languages=frozenset({"Polish"})) for one in "abc"]
    others = [replace(BOB, volunteer=one) for one in "de"]
    (left,) = allocate([mia], [*full, *others]).unmatched
    assert left.why == "3 volunteers have no free place; 2 do not speak Polish"
    assert left.near_misses == (
        "Would fit when she has a free place again (3 volunteers)",
        "Would fit with an interpreter (2 volunteers)",
    )


def test_who_waits_longest_is_preferred_and_the_other_is_told():
    mia = replace(ROSA, referral="mia", waiting_days=40)
    found = allocate([ROSA, mia], [BOB])
    assert [pair.referral for pair in found.pairs] == ["mia"]
    (left,) = found.unmatched
    assert left.why == "All who fit are with someone who fits better or has waited longer"


def test_nobody_in_reach_is_said():
    (left,) = allocate([ROSA], [replace(BOB, site="newham", travels_to=frozenset())]).unmatched
    assert left.why == "No volunteer helps where she lives"
    assert allocate([], [BOB]).pairs == allocate([ROSA], []).pairs == ()


KEPT = frozenset({("rosa", "bob")})
MIA = replace(ROSA, referral="mia")
ZOE = replace(BOB, volunteer="zoe")


@pytest.mark.parametrize(
    ("mums", "volunteers", "by_hand", "why"),
    [
        ([MIA], [BOB], {"fixed": KEPT}, "does not wait any more"),
        ([ROSA], [ZOE], {"fixed": KEPT}, "not there any more"),
        ([ROSA], [replace(BOB, on_break=True)], {"fixed": KEPT}, "Is on a break"),
        ([ROSA], [BOB], {"fixed": KEPT, "ruled_out": KEPT}, "at once"),
        ([ROSA], [BOB, ZOE], {"fixed": KEPT | {("rosa", "zoe")}}, "two volunteers"),
        ([ROSA, MIA], [BOB], {"fixed": KEPT | {("mia", "bob")}}, "more mums than"),
    ],
)
def test_a_fixed_pair_that_cannot_stay_is_refused_in_words(mums, volunteers, by_hand, why):
    with pytest.raises(NotPossible, match=why):
        allocate(mums, volunteers, **by_hand)
