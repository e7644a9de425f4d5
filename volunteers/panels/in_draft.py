"""Whose a volunteer is in the draft of the open meeting, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from referrals.models import Referral
from volunteers.models import DraftPair, Volunteer


@dataclass(frozen=True)
class InDraft:
    """Beside one mum who waits."""

    referral: Referral
    pairs: Mapping[UUID, Sequence[DraftPair]] = field(default_factory=dict)  # by volunteer

    def words(self, volunteer: Volunteer) -> list[str]:
        told = (self._told(pair) for pair in self.pairs.get(volunteer.pk, ()))
        return [words for words in told if words]

    def is_ruled_out(self, volunteer: Volunteer) -> bool:
        pairs = self.pairs.get(volunteer.pk, ())
        return any(self._is_hers(pair) and not pair.is_in_the_draft for pair in pairs)

    def _told(self, pair: DraftPair) -> str:
        if not pair.is_in_the_draft:
            return "Ruled out in this meeting" if self._is_hers(pair) else ""
        whom = "her" if self._is_hers(pair) else pair.referral.parent.called or "somebody"
        return f"Fixed for {whom} in the draft" if pair.is_fixed else f"In the draft for {whom}"

    def _is_hers(self, pair: DraftPair) -> bool:
        return pair.referral_id == self.referral.pk
