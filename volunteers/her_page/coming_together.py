"""Times to meet that were offered to her, the one that suits, and one that is off."""

from datetime import datetime

from referrals import her_page
from referrals.her_page import Panel
from referrals.models import Referral
from volunteers import queries
from volunteers.enums import TimeAnswer


@her_page.panel(order=12)
def times_to_meet(referral: Referral, now: datetime) -> Panel | None:
    times = list(queries.times_for_her(referral, now=now))
    agreed = [one for one in times if one.answer == TimeAnswer.SUITS]
    offered = [one for one in times if not one.answer]
    off = list(queries.called_off_for_her(referral, now=now))
    if not (times or off):
        return None
    if not (agreed or offered):
        words = {"off": off, "none_suited": bool(times)}
        return Panel("A time to meet", "volunteers/her_page/no_time.html", words)
    words = {"agreed": agreed, "offered": [] if agreed else offered, "off": off}
    return Panel("A time to meet", "volunteers/her_page/times.html", words)
