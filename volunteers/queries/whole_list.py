"""Everybody who waits and everybody who could be there, in a number of queries that never grows.

No column that rests encrypted is read here: nothing on these lists is about a name.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from pim.models import Site, User
from referrals.enums import LossKind
from referrals.models import Referral
from referrals.queries import has_a_loss
from volunteers.enums import WITH_US, MatchKind, VolunteerRole
from volunteers.matching import Need, Offer
from volunteers.models import Match, Volunteer
from volunteers.queries.groups import wants_only_a_group
from volunteers.queries.pairing import NEED_COLUMNS, OFFER_COLUMNS, needs_of, offer_of


def needs_and_offers(
    *, site: Site | None = None, user: User | None = None, on: date, also_leaving: bool = False
) -> tuple[list[Need], list[Offer]]:
    """All who wait and have been proposed to nobody, the longest wait first, and all volunteers
    who come into question for one of them. ``user`` narrows both to what she may see.

    ``also_leaving``: with those who have said that they leave, for a person to see why they are
    not asked."""
    waiting = list(waiting_at(site, user))
    return needs_of(waiting, on=on), [
        offer_of(one, on=on) for one in _offering(waiting, site, user, also_leaving)
    ]


def waiting_at(site: Site | None = None, user: User | None = None) -> QuerySet[Referral]:
    """Who waits and has been proposed to nobody, the longest wait first."""
    live = Match.objects.live().filter(referral=OuterRef("pk"), kind=MatchKind.MAIN)
    seen = Referral.objects.visible_to(user) if user else Referral.objects.all()
    rows = seen.waiting().filter(
        ~Exists(live), ~wants_only_a_group(), **({"site": site} if site else {})
    )
    rows = rows.filter(~has_a_loss(kind=LossKind.SHE_DIED)).annotate(lost=has_a_loss())
    return rows.select_related("parent").only(*NEED_COLUMNS).order_by("accepted_at", "pk")


def _offering(
    waiting: Iterable[Referral], site: Site | None, user: User | None, also_leaving: bool
):
    """As ``considered_for`` says for one: trained, of a site where somebody waits, or of its
    programme and willing to travel to where she lives."""
    near = _at_their_sites(waiting, site)
    who = trained(user) | leaving(_seen(user)) if also_leaving else trained(user)
    rows = who.filter(near).with_standing().only(*OFFER_COLUMNS)
    return rows.order_by("pk")


def trained(user: User | None = None) -> QuerySet[Volunteer]:
    return _seen(user).trained()


def _seen(user: User | None) -> QuerySet[Volunteer]:
    return Volunteer.objects.visible_to(user) if user else Volunteer.objects.all()


def leaving(seen: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
    """Who was there for one mum and takes nobody on any more: she has said when she leaves."""
    with_us = seen.filter(status__in=WITH_US, roles__contains=[VolunteerRole.ONE_TO_ONE])
    return with_us.filter(leaves_on__isnull=False)


def _at_their_sites(waiting: Iterable[Referral], site: Site | None) -> Q:
    districts = defaultdict(set)
    sites = {site.pk} if site else set()
    for referral in waiting:
        sites.add(referral.site_id)
        districts[referral.programme_id].add(referral.parent.postcode_district or "")
    near = Q(site__in=sites)
    for programme, named in districts.items():
        near |= Q(site__programme=programme, travels_to__overlap=sorted(named))
    return near
