"""What the page of a matching meeting shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from uuid import UUID

from pim.admin.panels import Tag
from referrals.models import Referral
from volunteers.matching import MATCH, Need, Unmatched
from volunteers.models import DraftPair, Match, Volunteer
from volunteers.naming import name_of
from volunteers.panels.queues import flags
from volunteers.panels.shared import match_tag
from volunteers.panels.words import counted, wait_of
from volunteers.queries.meeting import Draft, key_of


@dataclass(frozen=True)
class PairLine:
    """A mum and a volunteer who stand in the draft."""

    pair: DraftPair
    mum: str
    volunteer: str
    points: int
    reasons: list[str]
    why_not: str
    tags: list[Tag]
    waits: str
    place: int  # among those that can be ticked
    is_ticked: bool
    then: str  # where to go on once this row is gone: the next one, or the head of the draft

    @property
    def anchor(self) -> str:
        return f"pair-{self.pair.pk}"


@dataclass(frozen=True)
class WithoutLine:
    """A mum for whom the draft has nobody."""

    referral: UUID
    mum: str
    waits: str
    tags: list[Tag]
    why: str
    near_misses: list[str]


@dataclass(frozen=True)
class AskedLine:
    match: Match
    mum: str
    volunteer: str
    tag: Tag


class DraftPage:
    def __init__(
        self, draft: Draft, ticked: Collection[str] = (), lost: Collection[str] = ()
    ) -> None:
        """Which pairs are ticked, and whose volunteer has just been chosen for another."""
        self.draft, self.ticked, self.lost = draft, ticked, lost

    @cached_property
    def pairs(self) -> list[PairLine]:
        """Those that do not fit any more first, then as they were scored."""
        misfits = self.draft.misfits
        in_order = sorted(self.draft.pairs, key=lambda pair: pair.pk not in misfits)
        with_the_next = enumerate(zip_longest(in_order, in_order[1:]))
        return [
            self._pair(pair, place - len(misfits), then) for place, (pair, then) in with_the_next
        ]

    @property
    def to_publish(self) -> list[PairLine]:
        return [line for line in self.pairs if not line.why_not]

    @property
    def summary(self) -> str:
        """``9 of 12 mums who wait have somebody in this draft.``"""
        waiting, without = len(self.draft.listed.needs), len(self.draft.without)
        if not waiting:
            return "Nobody waits for a volunteer any more."
        if not without:
            who = counted(waiting, "mum who waits has", "mums who wait have")
            return f"{'All ' if waiting > 1 else 'The '}{who} somebody in this draft."
        if without == waiting:
            return f"Nobody is found yet for the {counted(waiting, 'mum')} on the list."
        return f"{waiting - without} of {waiting} mums who wait have somebody in this draft."

    @property
    def changes(self) -> list[str]:
        """What is not as it was when the draft was solved, in words."""
        misfits, new = len(self.draft.misfits), len(self.draft.changes)
        told = []
        if misfits:
            told.append(f"{counted(misfits, 'pair does', 'pairs do')} not fit any more.")
        if new:
            told.append(f"Solved again, it would come out differently for {counted(new, 'mum')}.")
        return told

    @cached_property
    def without(self) -> list[WithoutLine]:
        reasons = {one.referral: one for one in self.draft.again.unmatched}
        return [self._without(key, reasons) for key in self.draft.without]

    @cached_property
    def places_left(self) -> list[str]:
        """Volunteers whose places are not all given away: ``Amy Okafor (1)``."""
        left = self.draft.places_left
        hers = Volunteer.objects.only("first_name", "last_name").in_bulk(map(UUID, left))
        named = sorted((name_of(one), left[str(pk)]) for pk, one in hers.items())
        return [f"{name} ({count})" for name, count in named]

    @property
    def ruled_out(self) -> list[PairLine]:
        return [self._pair(one) for one in self.draft.ruled_out]

    @property
    def asked(self) -> list[AskedLine]:
        return [
            AskedLine(
                pair.match, _called(pair.referral), name_of(pair.volunteer), match_tag(pair.match)
            )
            for pair in self.draft.asked
        ]

    def _pair(self, pair: DraftPair, place: int = 0, then: DraftPair | None = None) -> PairLine:
        key, why_not = key_of(pair), self.draft.misfits.get(pair.pk, "")
        score, reasons = pair.score, list(pair.reasons)
        if pair.is_in_the_draft and not why_not:
            weighed = self.draft.listed.weighed(key)
            score, reasons = weighed.score, [*weighed.reasons, *weighed.for_staff]
        need = self.draft.listed.needs.get(key[0])
        return PairLine(
            pair=pair,
            mum=_called(pair.referral),
            volunteer=name_of(pair.volunteer),
            points=max(score - MATCH, 0),
            reasons=reasons,
            why_not=why_not,
            tags=_tags(pair, need, why_not),
            waits=wait_of(pair.referral).said if need else "",
            place=place,
            is_ticked=str(pair.pk) in self.ticked,
            then=f"pair-{then.pk}" if then else "draft",
        )

    def _without(self, key: str, reasons: Mapping[str, Unmatched]) -> WithoutLine:
        referral = self.referrals[key]
        unmatched = reasons.get(key)
        why = unmatched.why if unmatched else "Solve again: somebody can be found for her"
        return WithoutLine(
            referral=referral.pk,
            mum=_called(referral),
            waits=wait_of(referral).said,
            tags=[*self._lost(key), *flags(referral, fitting=1)],
            why=why,
            near_misses=list(unmatched.near_misses) if unmatched else [],
        )

    def _lost(self, key: str) -> list[Tag]:
        return [Tag("Her volunteer was chosen for another", "orange")] if key in self.lost else []

    @cached_property
    def referrals(self) -> dict[str, Referral]:
        """Those without a volunteer, by their key: one query."""
        rows = Referral.objects.select_related("parent").only(
            *("urgency", "status", "status_since", "accepted_at"),
            *("parent__called", "parent__access_needs", "parent__needs_interpreter"),
        )
        found = rows.in_bulk([UUID(key) for key in self.draft.without])
        return {str(pk): one for pk, one in found.items()}


def _called(referral: Referral) -> str:
    return referral.parent.called or "Erased"


def _tags(pair: DraftPair, need: Need | None, why_not: str) -> list[Tag]:
    fixed = [Tag("Fixed by hand", "blue")] if pair.is_fixed else []
    misfit = [Tag("Does not fit any more", "red")] if why_not else []
    return [*fixed, *misfit, *(flags(pair.referral, fitting=1) if need else [])]
