"""How it was for her. Asked at the end and afterwards, and never needed."""

from datetime import datetime

from referrals import her_page
from referrals.her_page import Panel
from referrals.models import Referral
from volunteers import queries


@her_page.panel(order=16)
def how_it_was(referral: Referral, now: datetime) -> Panel | None:
    match = queries.match_to_look_back_on(referral)
    if match is None:
        return None
    said = queries.has_said_how_it_was(match)
    return Panel("How was it for you?", "volunteers/her_page/how_it_was.html", {"said": said})
