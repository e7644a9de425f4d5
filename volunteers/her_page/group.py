"""Her place in a group: where and when it meets."""

from datetime import datetime

from referrals import her_page
from referrals.her_page import Panel, Step
from referrals.models import Referral
from volunteers import queries


@her_page.nearer
def has_a_place(referral: Referral) -> Step | None:
    """Where a group is her support, nobody has been “found” for her."""
    return Step.PLACE if queries.is_only_in_a_group(referral) else None


@her_page.panel(order=14)
def her_group(referral: Referral, now: datetime) -> Panel | None:
    place = queries.place_of(referral)
    if place is None or referral.closed_at:
        return None
    return Panel("Your group", "volunteers/her_page/group.html", {"group": place.group})
