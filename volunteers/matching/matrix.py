"""Every pair in reach, its rules and its points, all at once.

The same as ``may_be_matched`` and ``candidate`` for each pair, which a test compares: those are
how it is meant, this is how it is quick. Only pairs in reach are ever laid out; a whole table of
20,000 by 5,000 is not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from volunteers.matching.columns import (
    FACE_TO_FACE_MASK,
    SLOTS,
    Bools,
    Ints,
    NeedColumns,
    OfferColumns,
)
from volunteers.matching.needs import DAYS_OF_TIME
from volunteers.matching.weights import MATCH, Weights

# Which volunteers a need names, by the rule or criterion that reads them.
NAMED = {
    "never_again": "excluded_volunteers",
    "household": "same_household",
    "street": "same_street",
    "known": "known_to",
    "hears_later": "hears_later",
    "continuity": "known_volunteers",
}


@dataclass(frozen=True)
class Pairs:
    """Places in the columns of needs and of offers, pair by pair."""

    needs: NeedColumns
    offers: OfferColumns
    need: Ints
    offer: Ints

    def __len__(self) -> int:
        return len(self.need)

    def kept(self, which: Bools) -> "Pairs":
        return Pairs(self.needs, self.offers, self.need[which], self.offer[which])

    # --- What the two have in common --------------------------------------------------------
    @cached_property
    def keys(self) -> Ints:
        return self.need * len(self.offers.rows) + self.offer

    @cached_property
    def same_area(self) -> Bools:
        here, there = self.needs.district[self.need], self.offers.district[self.offer]
        same: Bools = here == there
        return same & self.needs.has_district[self.need]

    @cached_property
    def travels_there(self) -> Bools:
        same_site: Bools = self.needs.site[self.need] == self.offers.site[self.offer]
        named = self.offers.goes_to[self.offer, self.needs.district[self.need]] | self.same_area
        anywhere = ~self.offers.names_districts[self.offer]
        return (anywhere & same_site) | (~anywhere & named)

    @cached_property
    def reachable_formats(self) -> Ints:
        offered = self.offers.formats[self.offer]
        return np.where(self.travels_there, offered, offered & ~FACE_TO_FACE_MASK)

    @cached_property
    def formats(self) -> Ints:
        return self.needs.formats[self.need] & self.reachable_formats

    @cached_property
    def slots(self) -> Ints:
        return self.needs.slots[self.need] & self.offers.slots[self.offer]

    @cached_property
    def availability(self) -> Ints:
        """A number for what both have named of times and days."""
        named = self.needs.availability[self.need]
        return named * len(self.offers.rows) + self.offers.availability[self.offer]

    @cached_property
    def speaks(self) -> Bools:
        return self.offers.speaks[self.offer, self.needs.language[self.need]]

    def named(self, key: str) -> Bools:
        """Whether she names this volunteer under this rule or criterion."""
        column = self.needs.rows.columns[NAMED[key]]
        return self.among(
            (place, volunteer) for place, named in enumerate(column) if named for volunteer in named
        )

    def among(self, pairs: Iterable[tuple[int, str]]) -> Bools:
        places = {name: at for at, name in enumerate(self.offers.rows.columns["volunteer"])}
        width = len(self.offers.rows)
        keys = [need * width + places[name] for need, name in pairs if name in places]
        if not keys:
            return np.zeros(len(self), dtype=bool)
        found: Bools = np.isin(self.keys, np.array(keys, dtype=np.int64))
        return found


# --- Hard rules: the same keys and order as ``HARD_RULES``; reach made the pairs --------------
def _covers_it(pairs: Pairs) -> Bools:
    asked, avoided = pairs.needs.wishes[pairs.need], pairs.offers.rather_not[pairs.offer]
    none: Bools = (asked & avoided) == 0
    return none


RULES: Mapping[str, Callable[[Pairs], Bools]] = {
    "never_again": lambda pairs: ~pairs.named("never_again"),
    "household": lambda pairs: ~pairs.named("household"),
    "street": lambda pairs: ~pairs.named("street"),
    "known": lambda pairs: ~pairs.named("known"),
    "hears_later": lambda pairs: ~pairs.named("hears_later"),
    "topics": _covers_it,
    "language": lambda pairs: pairs.needs.interpreter[pairs.need] | pairs.speaks,
    "format": lambda pairs: pairs.formats != 0,
    "time": lambda pairs: pairs.slots != 0,
    "one_to_one": lambda pairs: pairs.offers.one_to_one[pairs.offer],
    "capacity": lambda pairs: pairs.offers.free[pairs.offer] > 0,
    "checks": lambda pairs: pairs.offers.checks_valid[pairs.offer],
    "break": lambda pairs: pairs.offers.here[pairs.offer],
    "leaving": lambda pairs: pairs.offers.stays[pairs.offer],
}
CHEAPEST_FIRST = ("topics", "time", "language", "format")
NAMED_APART = ("never_again", "household", "street", "known", "hears_later")


def eligible(needs: NeedColumns, offers: OfferColumns) -> Pairs:
    """Every pair that no hard rule forbids."""
    pairs = in_reach(needs, offers, np.arange(len(needs.rows)), offers.can_take_on)
    for key in (*CHEAPEST_FIRST, *NAMED_APART):
        pairs = pairs.kept(RULES[key](pairs))
    return pairs


def in_reach(needs: NeedColumns, offers: OfferColumns, which: Ints, who: Ints) -> Pairs:
    """Pairs at one site, and those of a volunteer of another site of the programme who travels
    to her district."""
    near = _joined(needs.site[which], offers.site[who])
    entries, districts = offers.travels
    whose = np.flatnonzero(np.isin(entries, who)) if len(who) < len(offers.rows) else slice(None)
    far = _joined(needs.district[which], districts[whose])
    need = np.concatenate([which[near[0]], which[far[0]]])
    offer = np.concatenate([who[near[1]], entries[whose][far[1]]])
    first = np.arange(len(need)) < len(near[0])
    elsewhere = needs.site[need] != offers.site[offer]
    one_programme = needs.programme[need] == offers.programme[offer]
    return Pairs(needs, offers, need, offer).kept(first | (elsewhere & one_programme))


def _joined(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Places of all equal values, left by right."""
    order = np.argsort(right, kind="stable")
    start = np.searchsorted(right, left, side="left", sorter=order)
    count = np.searchsorted(right, left, side="right", sorter=order) - start
    places = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(places)) - np.repeat(np.cumsum(count) - count, count)
    return places, order[np.repeat(start, count) + within]


# --- Points: the same keys as ``CRITERIA`` --------------------------------------------------
def _count(masks: Ints) -> Ints:
    return np.bitwise_count(masks).astype(np.int64)


def _mask_of(name: str | int) -> int:
    return sum(1 << place for place, slot in enumerate(SLOTS) if name in slot)


TIME_MASKS = [_mask_of(time) for time in DAYS_OF_TIME]
DAY_MASKS = [_mask_of(day) for day in range(7)]


def _shared(slots: Ints, groups: list[int]) -> Ints:
    return sum(((slots & group) != 0 for group in groups), np.zeros(len(slots), dtype=np.int64))


def _no_unwanted(pairs: Pairs) -> Bools:
    unwanted = pairs.needs.unwanted[pairs.need]
    shared = unwanted & pairs.offers.background[pairs.offer]
    none: Bools = (unwanted != 0) & (shared == 0)
    return none


COUNTS: Mapping[str, Callable[[Pairs], Ints | Bools]] = {
    "experience": lambda p: _count(p.needs.wishes[p.need] & p.offers.experience[p.offer]),
    "continuity": lambda p: p.named("continuity"),
    "language": lambda p: p.speaks & ~p.needs.is_english[p.need],
    "background": lambda p: _count(p.needs.wanted[p.need] & p.offers.background[p.offer]),
    "background_left_out": _no_unwanted,
    "times": lambda p: _shared(p.slots, TIME_MASKS),
    "days": lambda p: _shared(p.slots, DAY_MASKS),
    "formats": lambda p: _count(p.formats),
    "same_area": lambda p: p.same_area,
    "travels": lambda p: p.travels_there & p.needs.has_district[p.need],
    "stage": lambda p: (p.needs.stage[p.need] & p.offers.stages[p.offer]) != 0,
    "first_weeks": lambda p: p.needs.first_weeks[p.need],
    "waiting": lambda p: p.needs.waiting[p.need],
}


def scores(pairs: Pairs, weights: Weights) -> Ints:
    found = np.full(len(pairs), MATCH, dtype=np.int64)
    for key, count in COUNTS.items():
        if points := weights.points(key):
            found += points * count(pairs)
    return found
