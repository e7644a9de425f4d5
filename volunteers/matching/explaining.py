"""Why somebody is left without a volunteer, in words: what excluded whom, and what came near.

Only volunteers in reach are counted. Each is counted under every rule that stands in the way; a
near miss has one rule in its way and no other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from volunteers.matching.allocating import Unmatched
from volunteers.matching.columns import Bools, Ints, NeedColumns, OfferColumns
from volunteers.matching.matrix import RULES, Pairs, in_reach
from volunteers.matching.rules import HARD_RULES, HardRule

WITH_OTHERS = "All who fit are with someone who fits better or has waited longer"
WITH_OTHERS_BY_HAND = (
    "All who fit are with someone who fits better, has waited longer or was chosen by hand"
)
NOBODY_IN_REACH = "No volunteer helps where she lives"

# One volunteer, several. ``{language}`` is hers.
COUNTED: Mapping[str, tuple[str, str]] = {
    "one_to_one": ("helps in groups only", "help in groups only"),
    "capacity": ("has no free place", "have no free place"),
    "break": ("is on a break", "are on a break"),
    "leaving": ("is leaving us", "are leaving us"),
    "checks": (
        "has checks that are missing or out of date",
        "have checks that are missing or out of date",
    ),
    "language": ("does not speak {language}", "do not speak {language}"),
    "time": ("is free at other times only", "are free at other times only"),
    "format": (
        "meets in other ways or does not travel to her",
        "meet in other ways or do not travel to her",
    ),
    "topics": (
        "would rather not talk about what she asked for",
        "would rather not talk about what she asked for",
    ),
    "never_again": (
        "is not to be asked about her again",
        "are not to be asked about her again",
    ),
    "household": ("lives in her household", "live in her household"),
    "street": ("lives in her street", "live in her street"),
    "known": ("knows her", "know her"),
    "hears_later": (
        "hears at nine in the morning that plans changed",
        "hear at nine in the morning that plans changed",
    ),
    "ruled_out": ("was ruled out by hand", "were ruled out by hand"),
}


def why_unmatched(
    needs: NeedColumns,
    offers: OfferColumns,
    left: Sequence[int],
    with_candidates: Bools,
    *,
    ruled_out: Iterable[tuple[int, str]] = (),
    by_hand: bool = False,
) -> tuple[Unmatched, ...]:
    without = [place for place in left if not with_candidates[place]]
    told = _explained(needs, offers, np.array(without, dtype=np.int64), ruled_out)
    others = (WITH_OTHERS_BY_HAND if by_hand else WITH_OTHERS, ())
    referrals = needs.rows.columns["referral"]
    return tuple(Unmatched(referrals[place], *told.get(place, others)) for place in left)


def _explained(
    needs: NeedColumns, offers: OfferColumns, without: Ints, ruled_out: Iterable[tuple[int, str]]
) -> dict[int, tuple[str, tuple[str, ...]]]:
    everybody = np.arange(len(offers.rows))
    pairs = in_reach(needs, offers, without, everybody)
    broken = {key: ~holds(pairs) for key, holds in RULES.items()}
    broken["ruled_out"] = pairs.among(ruled_out)
    counts = {
        key: np.bincount(pairs.need[which], minlength=len(needs.rows)).tolist()
        for key, which in broken.items()
    }
    near = _near_misses(pairs, broken)
    languages = needs.rows.columns["language"]
    return {
        place: (
            _said({key: counts[key][place] for key in COUNTED}, languages[place]),
            near.get(place, ()),
        )
        for place in without.tolist()
    }


def _said(counts: Mapping[str, int], language: str) -> str:
    """``3 volunteers have no free place; 2 do not speak Polish``, the most frequent first."""
    most_first = sorted((key for key in COUNTED if counts[key]), key=lambda key: -counts[key])
    if not most_first:
        return NOBODY_IN_REACH
    said = [f"{counts[key]} {COUNTED[key][counts[key] > 1]}" for key in most_first]
    who = "volunteer" if counts[most_first[0]] == 1 else "volunteers"
    number, does = said[0].split(" ", 1)
    return "; ".join([f"{number} {who} {does}", *said[1:]]).format(language=language)


# --- Near misses ----------------------------------------------------------------------------
# What the words of a rule depend on: pairs that agree in it are said once.
DEPENDS_ON: Mapping[str, Callable[[Pairs], Ints]] = {
    "format": lambda pairs: pairs.reachable_formats,
    "time": lambda pairs: pairs.availability,
}


@dataclass(frozen=True)
class _Words:
    """Words as they come up, each with its number."""

    numbers: dict[str, int]

    def number(self, words: str) -> int:
        return self.numbers.setdefault(words, len(self.numbers))


def _near_misses(pairs: Pairs, broken: Mapping[str, Bools]) -> dict[int, tuple[str, ...]]:
    """By place of the mum, the words that came up, the most frequent first."""
    alone = sum(broken.values(), np.zeros(len(pairs), dtype=np.int64)) == 1
    words = _Words({})
    needs, numbers = [pairs.need[:0]], [pairs.need[:0]]
    for rule in HARD_RULES:
        if rule.key in broken:
            which = pairs.kept(broken[rule.key] & alone)
            number = _worded(which, rule, words)
            needs.append(which.need[number >= 0])
            numbers.append(number[number >= 0])
    return _by_need(np.concatenate(needs), np.concatenate(numbers), list(words.numbers))


def _worded(pairs: Pairs, rule: HardRule, words: _Words) -> Ints:
    """The number of the words for each pair; -1 where there is nothing to say."""
    depends_on = DEPENDS_ON.get(rule.key)
    told_by = depends_on(pairs) if depends_on else np.zeros(len(pairs), dtype=np.int64)
    _, first, which = np.unique(told_by, return_index=True, return_inverse=True)
    said = [
        rule.near(pairs.needs.rows[need], pairs.offers.rows[offer])
        for need, offer in zip(pairs.need[first], pairs.offer[first], strict=True)
    ]
    numbers = [-1 if text is None else words.number(text) for text in said]
    return np.array(numbers, dtype=np.int64)[which]


def _by_need(needs: Ints, numbers: Ints, words: list[str]) -> dict[int, tuple[str, ...]]:
    keys, counts = np.unique(needs * max(len(words), 1) + numbers, return_counts=True)
    found = defaultdict(list)
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        need, number = divmod(key, len(words))
        found[need].append((-count, words[number]))
    return {need: tuple(map(_with_count, sorted(told))) for need, told in found.items()}


def _with_count(told: tuple[int, str]) -> str:
    count, words = -told[0], told[1]
    return words if count == 1 else f"{words} ({count} volunteers)"
