"""The whole list with every eligible pair weighed: solved, or written out for anyone to check."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from volunteers.matching.allocating import (
    NONE,
    Allocation,
    NotPossible,
    Pair,
    PairOfIds,
    Unmatched,
)
from volunteers.matching.columns import Ints, columns_of
from volunteers.matching.explaining import why_unmatched
from volunteers.matching.flow import best_pairs
from volunteers.matching.matrix import Pairs, eligible, scores
from volunteers.matching.needs import Need, Offer
from volunteers.matching.ranking import candidate
from volunteers.matching.rows import Rows, rows_of
from volunteers.matching.rules import broken_rules
from volunteers.matching.weights import Weights


def weigh(
    needs: Iterable[Need] | Rows[Need], offers: Iterable[Offer] | Rows[Offer], weights: Weights
) -> "Weighed":
    mums = rows_of(Need, needs).by("referral")
    volunteers = rows_of(Offer, offers).by("volunteer")
    pairs = eligible(*columns_of(mums, volunteers))
    in_order = np.argsort(pairs.keys)
    pairs = Pairs(pairs.needs, pairs.offers, pairs.need[in_order], pairs.offer[in_order])
    return Weighed(mums, volunteers, weights, pairs, scores(pairs, weights))


@dataclass(frozen=True)
class Weighed:
    needs: Rows[Need]
    offers: Rows[Offer]
    weights: Weights
    pairs: Pairs
    scores: Ints

    def edges(self) -> Iterator[tuple[str, str, int]]:
        """Every eligible pair with its score."""
        referrals, volunteers = self.needs.columns["referral"], self.offers.columns["volunteer"]
        for need, offer, score in zip(
            self.pairs.need.tolist(), self.pairs.offer.tolist(), self.scores.tolist(), strict=True
        ):
            yield referrals[need], volunteers[offer], score

    def places(self) -> Iterator[tuple[str, int]]:
        """Every volunteer, and how many more she has a place for."""
        columns = self.offers.columns
        return zip(columns["volunteer"], columns["free"], strict=True)

    @cached_property
    def candidates(self) -> dict[str, int]:
        """How many volunteers may be matched with each mum."""
        counts = np.bincount(self.pairs.need, minlength=len(self.needs)).tolist()
        return dict(zip(self.needs.columns["referral"], counts, strict=True))

    def possible(self, ids: Iterable[PairOfIds]) -> frozenset[PairOfIds]:
        """Those of these pairs that no hard rule forbids, as the lists stand now."""
        wanted = {mum for mum, _ in ids}
        known = {mum: place for place, mum in enumerate(self.needs.columns["referral"])}
        mine = np.isin(self.pairs.need, [known[mum] for mum in wanted if mum in known])
        names, offers = self.needs.columns["referral"], self.offers.columns["volunteer"]
        pairs = zip(self.pairs.need[mine].tolist(), self.pairs.offer[mine].tolist(), strict=True)
        return frozenset(ids) & {(names[mum], offers[one]) for mum, one in pairs}

    def allocate(
        self, *, fixed: frozenset[PairOfIds] = NONE, ruled_out: frozenset[PairOfIds] = NONE
    ) -> Allocation:
        """As ``matching.allocate`` says."""
        kept = self._fixed(fixed, ruled_out)
        out = self.pairs.among(self._places(ruled_out))
        need, offer, score = (
            column[~out] for column in (self.pairs.need, self.pairs.offer, self.scores)
        )
        free = self.pairs.offers.free.copy()
        np.subtract.at(free, [volunteer for _, volunteer in kept], 1)
        open_ = ~np.isin(need, [mum for mum, _ in kept])
        chosen = np.flatnonzero(open_)[
            best_pairs(need[open_], offer[open_], score[open_], len(self.needs), free)
        ]
        found = [*zip(need[chosen].tolist(), offer[chosen].tolist(), strict=True), *kept]
        pairs = tuple(self._pair(*one) for one in sorted(found))
        return Allocation(
            pairs,
            self._unmatched({mum for mum, _ in found}, need, ruled_out, bool(kept)),
            objective=sum(pair.score for pair in pairs),
            considered=len(need),
        )

    def _pair(self, need: int, offer: int) -> Pair:
        mum, volunteer = self.needs[need], self.offers[offer]
        told = candidate(mum, volunteer, self.weights)
        return Pair(mum.referral, volunteer.volunteer, told.score, told.reasons, told.for_staff)

    # --- What was decided by hand -----------------------------------------------------------
    def _places(self, ids: Iterable[PairOfIds]) -> list[tuple[int, str]]:
        mums = {referral: at for at, referral in enumerate(self.needs.columns["referral"])}
        return [(mums[mum], volunteer) for mum, volunteer in sorted(ids) if mum in mums]

    def _fixed(
        self, fixed: frozenset[PairOfIds], ruled_out: frozenset[PairOfIds]
    ) -> list[tuple[int, int]]:
        """Where the fixed pairs are, if they may stay."""
        if not fixed:
            return []
        if fixed & ruled_out:
            raise NotPossible("A pair cannot be fixed and ruled out at once.")
        volunteers = {one: at for at, one in enumerate(self.offers.columns["volunteer"])}
        places = self._places(fixed)
        if len(places) < len(fixed):
            raise NotPossible("Somebody in a fixed pair does not wait any more.")
        if any(volunteer not in volunteers for _, volunteer in places):
            raise NotPossible("A volunteer in a fixed pair is not there any more.")
        found = [(mum, volunteers[volunteer]) for mum, volunteer in places]
        self._check(found)
        return found

    def _check(self, found: list[tuple[int, int]]) -> None:
        for mum, volunteer in found:
            if broken := broken_rules(self.needs[mum], self.offers[volunteer]):
                why = broken[0].why(self.needs[mum], self.offers[volunteer])
                raise NotPossible(f"A fixed pair does not fit any more: {why}.")
        if max(Counter(mum for mum, _ in found).values()) > 1:
            raise NotPossible("A mum is fixed with two volunteers at once.")
        for volunteer, times in Counter(volunteer for _, volunteer in found).items():
            if times > self.offers.columns["free"][volunteer]:
                raise NotPossible("A volunteer is fixed with more mums than she has places for.")

    # --- Who is left ------------------------------------------------------------------------
    def _unmatched(
        self, matched: set[int], need: Ints, ruled_out: frozenset[PairOfIds], by_hand: bool
    ) -> tuple[Unmatched, ...]:
        left = [place for place in range(len(self.needs)) if place not in matched]
        with_candidates = np.bincount(need, minlength=len(self.needs)) > 0
        return why_unmatched(
            self.pairs.needs,
            self.pairs.offers,
            left,
            with_candidates,
            ruled_out=self._places(ruled_out),
            by_hand=by_hand,
        )
