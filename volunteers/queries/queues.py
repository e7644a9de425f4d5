"""Both queues of a site beside each other: who waits, and who has a free place, since when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

from pim.access import roles
from pim.models import Site, User
from referrals.models import Referral
from volunteers.enums import LIVE, MatchStatus
from volunteers.matching import Need, Offer, excluded, may_be_matched
from volunteers.models import Match, Volunteer
from volunteers.queries.meeting import WaitingList, waiting_list
from volunteers.queries.whole_list import waiting_at

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Waits:
    referral: Referral
    need: Need
    fitting: int  # how many volunteers could be asked for her today
    nearly: tuple[str, int] | None = None  # if none: what most would need to fit, and how many


@dataclass(frozen=True)
class Free:
    volunteer: Volunteer
    offer: Offer
    since: datetime
    last_match_at: datetime | None


@dataclass(frozen=True)
class Queues:
    waiting: list[Waits]  # whose place is from earliest first
    free: list[Free]  # whoever has had a free place for longest first
    not_free: Counter  # how many other volunteers, by what keeps them from it
    asked: int  # proposals that wait for an answer

    @property
    def places(self) -> int:
        return sum(one.offer.free for one in self.free)


def queues_of(site: Site, user: User, *, now: datetime) -> Queues:
    """In a number of queries that does not grow."""
    listed = waiting_list(site, user, now=now)
    offers = {key: one for key, one in listed.offers.items() if why_not_free(one) is None}
    proposed = Match.objects.visible_to(user).proposed().filter(referral__site=site)
    return Queues(
        waiting=_waiting(listed, offers.values()),
        free=_free(offers),
        not_free=Counter(filter(None, map(why_not_free, listed.offers.values()))),
        asked=proposed.count(),
    )


def why_not_free(offer: Offer) -> str | None:
    """What keeps her from taking anybody on, whoever it is; None if she is free."""
    if offer.leaves_on:
        return "leaving"
    if offer.on_break:
        return "break"
    if not offer.checks_valid:
        return "checks"
    return None if offer.free else "full"


def _waiting(listed: WaitingList, offers: Iterable[Offer]) -> list[Waits]:
    free = list(offers)
    rows = Referral.objects.select_related("parent").only(
        *("reference", "urgency", "status", "status_since", "accepted_at", "site"),
        *("formats", "times", "days"),
        *("parent__called", "parent__access_needs", "parent__needs_interpreter"),
    )
    hers = rows.in_bulk([UUID(key) for key in listed.needs])
    found = []
    for key, need in listed.needs.items():
        fitting = sum(may_be_matched(need, offer) for offer in free)
        nearly = None if fitting else _nearly(need, listed.offers.values())
        found.append(Waits(hers[UUID(key)], need, fitting, nearly))
    return found


def _nearly(need: Need, offers: Iterable[Offer]) -> tuple[str, int] | None:
    """The near miss that comes up most, and how often."""
    said = Counter(one.near_miss for one in excluded(need, offers) if one.near_miss)
    return min(said.items(), key=lambda one: (-one[1], one[0]), default=None)


def _free(offers: dict[str, Offer]) -> list[Free]:
    rows = Volunteer.objects.only(
        "first_name", "last_name", "capacity", "status_since", "site", "formats"
    )
    hers = rows.in_bulk([UUID(key) for key in offers])
    spans, begun = _matches_of(hers)
    found = [
        Free(
            volunteer,
            offers[str(pk)],
            free_since(volunteer.capacity, spans[pk], volunteer.status_since),
            begun.get(pk),
        )
        for pk, volunteer in hers.items()
    ]
    return sorted(found, key=lambda one: (one.since, str(one.volunteer.pk)))


def _matches_of(
    volunteers: Iterable[UUID],
) -> tuple[dict[UUID, list[Span]], dict[UUID, datetime]]:
    """From when to when a place of hers was taken, and when her last match began. A proposal that
    came to nothing took nothing: she has been free all along."""
    spans: dict[UUID, list[Span]] = defaultdict(list)
    begun: dict[UUID, datetime] = {}
    hers = Match.objects.filter(volunteer__in=list(volunteers))
    matches = hers.exclude(status=MatchStatus.NOT_GOING_AHEAD).order_by("proposed_at", "pk")
    columns = ("volunteer", "status", "proposed_at", "status_since", "started_at")
    for pk, status, proposed, since, started in matches.values_list(*columns):
        spans[pk].append((proposed, None if status in LIVE else since))
        if started:
            begun[pk] = max(started, begun.get(pk, started))
    return spans, begun


def free_since(capacity: int, taken: Sequence[Span], available: datetime) -> datetime:
    """The last moment at which one of her places became free and never were all taken again."""
    moments = sorted(
        [(began, 1) for began, _ in taken] + [(until, -1) for _, until in taken if until],
    )
    busy, since = 0, available
    for moment, change in moments:
        if change < 0 and busy == capacity:
            since = max(available, moment)
        busy += change
    return since


def sites_where_somebody_waits(user: User) -> list[Site]:
    """The sites whose cases this person sees, each with how many wait and since when."""
    sites = list(Site.objects.where(user, roles.SEE_CASES).order_by("name", "pk"))
    rows = waiting_at(None, user).order_by().values("site")
    counted = rows.annotate(count=Count("pk"), since=Min("status_since"))
    found = {one["site"]: one for one in counted}
    for site in sites:
        here = found.get(site.pk, {})
        site.waiting, site.since = here.get("count", 0), here.get("since")
    return sites
