"""The matching meeting: who is on the list, and how its draft stands by now."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pim.access import roles
from pim.models import Site, User
from referrals.queries import uk_date
from volunteers import matching
from volunteers.enums import PairStanding
from volunteers.matching import Candidate, Need, Offer, broken_rules, candidate
from volunteers.models import DraftPair, MatchingMeeting
from volunteers.queries.answering import with_who_hears_later
from volunteers.queries.rules import weights_of
from volunteers.queries.whole_list import needs_and_offers

Key = tuple[str, str]  # referral and volunteer
NOT_ON_THE_LIST = "She is not waiting any more, or somebody has been asked about her already"
NOT_OFFERING = "This volunteer is not available"
NO_PLACE_LEFT = "Her places go to others in this draft"


@dataclass(frozen=True)
class WaitingList:
    """Everybody of a site who waits, and everybody who could be there for one of them."""

    needs: Mapping[str, Need]
    offers: Mapping[str, Offer]
    weights: matching.Weights

    def why_not(self, pair: Key) -> str:
        """Why these two do not fit, in words; empty if they do."""
        need, offer = self.needs.get(pair[0]), self.offers.get(pair[1])
        if need is None:
            return NOT_ON_THE_LIST
        if offer is None:
            return NOT_OFFERING
        broken = broken_rules(need, offer)
        return broken[0].why(need, offer) if broken else ""

    def weighed(self, pair: Key) -> Candidate:
        return candidate(self.needs[pair[0]], self.offers[pair[1]], self.weights)

    def allocate(self, fixed: Iterable[Key], ruled_out: Iterable[Key]) -> matching.Allocation:
        return matching.allocate(
            list(self.needs.values()),
            list(self.offers.values()),
            self.weights,
            fixed=frozenset(fixed),
            ruled_out=frozenset(ruled_out),
        )


def waiting_list(site: Site, user: User | None, *, now: datetime) -> WaitingList:
    """As this person may see it. Who sees cases but no volunteers sees those of the site."""
    on = uk_date(now)
    sees_volunteers = user is not None and roles.can(user, roles.SEE_VOLUNTEERS, site)
    narrowed = user if sees_volunteers else None
    needs, offers = needs_and_offers(site=site, user=narrowed, on=on, also_leaving=True)
    here = [one for one in offers if sees_volunteers or one.site == str(site.pk)]
    return WaitingList(
        {one.referral: one for one in with_who_hears_later(needs, now=now)},
        {one.volunteer: one for one in here},
        weights_of(site.programme),
    )


def open_meeting_of(site: Site) -> MatchingMeeting | None:
    return MatchingMeeting.objects.open().filter(site=site).select_related("opened_by").first()


def earlier_meetings(site: Site):
    """Those that are closed, the newest first, each with how many it ``asked``."""
    closed = MatchingMeeting.objects.filter(site=site, closed_at__isnull=False)
    return closed.with_asked().select_related("opened_by").order_by("-opened_at", "pk")


def key_of(pair: DraftPair) -> Key:
    return str(pair.referral_id), str(pair.volunteer_id)


def why_they_do_not_fit(pairs: Collection[DraftPair], listed: WaitingList) -> dict[UUID, str]:
    """Of the draft's pairs, those that cannot stand any more. Those fixed by hand go first."""
    left = Counter({key: offer.free for key, offer in listed.offers.items()})
    found = {}
    by_hand_first = sorted(pairs, key=lambda one: one.standing != PairStanding.FIXED)
    for pair in by_hand_first:
        why = listed.why_not(key_of(pair))
        if not why and left[str(pair.volunteer_id)] < 1:
            why = NO_PLACE_LEFT
        if why:
            found[pair.pk] = why
        else:
            left[str(pair.volunteer_id)] -= 1
    return found


@dataclass(frozen=True)
class Draft:
    """The draft of a meeting beside what would come out if it were solved now."""

    listed: WaitingList
    pairs: list[DraftPair]  # suggested or fixed
    ruled_out: list[DraftPair]
    asked: list[DraftPair]
    misfits: Mapping[UUID, str]  # by the pair's key, why it does not fit any more
    again: matching.Allocation

    @property
    def value(self) -> int:
        standing = (key_of(pair) for pair in self.pairs if pair.pk not in self.misfits)
        return sum(self.listed.weighed(key).score for key in standing)

    @property
    def changes(self) -> set[str]:
        """The mums for whom it would come out differently; nobody if it would be no better."""
        if not self.misfits and self.again.objective <= self.value:
            return set()
        now = dict(key_of(pair) for pair in self.pairs)
        then = {pair.referral: pair.volunteer for pair in self.again.pairs}
        return {key for key in now.keys() | then.keys() if now.get(key) != then.get(key)}

    @property
    def places_left(self) -> dict[str, int]:
        """Free places of volunteers that no pair of the draft takes."""
        taken = Counter(str(one.volunteer_id) for one in self.pairs if one.pk not in self.misfits)
        offers = self.listed.offers
        able = [
            key
            for key, one in offers.items()
            if one.checks_valid and not (one.on_break or one.leaves_on)
        ]
        left = {key: offers[key].free - taken[key] for key in able}
        return {key: count for key, count in left.items() if count > 0}

    @property
    def without(self) -> list[str]:
        """Who waits and stands in no pair of the draft, the longest wait first."""
        paired = {str(pair.referral_id) for pair in self.pairs}
        return [key for key in self.listed.needs if key not in paired]


def draft_of(meeting: MatchingMeeting, user: User | None, *, now: datetime) -> Draft:
    """In a number of queries that does not grow."""
    listed = waiting_list(meeting.site, user, now=now)
    rows = list(
        DraftPair.objects.filter(meeting=meeting)
        .select_related("referral__parent", "volunteer", "match")
        .order_by("-score", "pk")
    )
    in_draft = [one for one in rows if one.is_in_the_draft]
    ruled_out = [one for one in rows if one.standing == PairStanding.RULED_OUT]
    misfits = why_they_do_not_fit(in_draft, listed)
    fixed = [
        key_of(one)
        for one in in_draft
        if one.standing == PairStanding.FIXED and one.pk not in misfits
    ]
    return Draft(
        listed=listed,
        pairs=in_draft,
        ruled_out=ruled_out,
        asked=[one for one in rows if one.standing == PairStanding.PUBLISHED],
        misfits=misfits,
        again=listed.allocate(fixed, map(key_of, ruled_out)),
    )
