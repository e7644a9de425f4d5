"""What others ask about a referral."""

from referrals.enums import ContactChannel
from referrals.models import Referral, SafeContact


def safe_contact(referral: Referral, channel: ContactChannel) -> SafeContact | None:
    """The way to reach her by this channel that she said is safe, the one to use first first."""
    return (
        SafeContact.objects.live()
        .filter(parent=referral.parent_id, channel=channel, address__isnull=False)
        .order_by("-is_primary", "-created_at", "id")
        .first()
    )


def safe_contacts(referral: Referral) -> list[SafeContact]:
    """All the ways that are safe now, the one to use first first."""
    live = SafeContact.objects.live().filter(parent=referral.parent_id)
    return list(live.order_by("-is_primary", "created_at", "id"))
