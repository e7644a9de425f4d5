"""How she may be reached, and who we are to her."""

from django.db.models import Exists, OuterRef, Q

from pim.models import Site
from referrals.enums import ContactChannel
from referrals.models import Referral, Referrer, SafeContact
from referrals.queries.clocks import uk_date


def safe_contact(referral: Referral, channel: ContactChannel) -> SafeContact | None:
    """The way to reach her by this channel that she said is safe, the one to use first first."""
    return _live_contacts(referral).filter(channel=channel, address__isnull=False).first()


def safe_contacts(referral: Referral) -> list[SafeContact]:
    """All the ways that are safe now, the one to use first first."""
    return list(_live_contacts(referral))


def has_a_safe_way(channel: ContactChannel, parent: str = "parent") -> Exists:
    """In a query: whether the parent at this path may be reached by a channel."""
    live = SafeContact.objects.live().filter(channel=channel, address__isnull=False)
    return Exists(live.filter(parent=OuterRef(parent)))


def was_confirmed(contact: SafeContact, referral: Referral) -> bool:
    """Whether she has said since she asked this time that it is safe."""
    return bool(contact.confirmed_at and contact.confirmed_at >= referral.asked_at)


def is_known_as_hers(contact: SafeContact) -> bool:
    """Whether anybody has heard from her that this address is hers."""
    same = SafeContact.objects.filter(address_index=contact.address_index)
    return bool(contact.confirmed_at) or same.filter(confirmed_at__isnull=False).exists()


def is_known_address(referrer: Referrer) -> bool:
    """Whether somebody at this address pressed the button behind our link, or we looked."""
    same = Referrer.objects.filter(email_index=referrer.email_index, email_index__isnull=False)
    known = Q(address_confirmed_at__isnull=False) | Q(work_checked_at__isnull=False)
    return same.filter(known).exists()


def _live_contacts(referral: Referral):
    live = SafeContact.objects.live().filter(parent=referral.parent_id)
    return live.order_by("-is_primary", "created_at", "id")


def what_we_call_ourselves(referral: Referral) -> str:
    """The name she chose for us, else the programme's own plain one."""
    chosen = (contact.us for contact in _live_contacts(referral) if contact.us)
    return next(chosen, referral.programme.us)


def desk(referral: Referral) -> Site | None:
    """The site whose telephone answers for this referral: its own, else the programme's first."""
    if referral.site:
        return referral.site
    sites = Site.objects.open_on(uk_date(referral.asked_at))
    return sites.filter(programme=referral.programme_id).order_by("opens_on", "slug").first()
