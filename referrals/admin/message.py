"""On a message that a person has to see to: who it was for, how to reach her, what to say."""

from pim import clock
from pim.access import audit, roles
from pim.access.audit import acting
from pim.admin import panels
from pim.admin.panels import Summary, Table
from pim.messages import looking_after, notices
from pim.models import Message
from referrals import queries, untold
from referrals.actions import NEW_STATUS_LINK, REFERRER_NOT_REACHED, REFERRER_RECEIPT
from referrals.models import Referral
from referrals.panels import remarks, shown_address

TO_REFERRER = (REFERRER_RECEIPT, REFERRER_NOT_REACHED, NEW_STATUS_LINK)


@panels.on(Message, order=10)
def whom_to_tell(user, message) -> list[Summary | Table]:
    """For whoever may see the case. Her ways are on it, so that it was read is written down."""
    if not looking_after.needs_somebody(message):
        return []
    seen = Referral.objects.visible_to(user).select_related("parent", "referrer", "site")
    referral = seen.filter(pk=message.about_id).first()
    if referral is None or not roles.can(user, roles.SEE_CASES, referral.site):
        return []
    audit.record(by=acting(user), action="referral.viewed", target=referral, now=clock.now())
    if message.notice in TO_REFERRER:
        return [_about_referrer(message, referral)]
    return [_about_her(message, referral), _safe_ways(referral)]


def _about_her(message: Message, referral: Referral) -> Summary:
    ways = untold.ways_of([referral])[referral.pk]
    rows = [
        ("Who it was for", referral.parent.called),
        ("What it says", notices.says(message.notice)),
        ("Why it did not go out", untold.why(message) if message.reason else ""),
        ("What can be done", untold.what_can_be_done(message, ways)),
    ]
    return Summary("What to do", [row for row in rows if row[1]])


def _about_referrer(message: Message, referral: Referral) -> Summary:
    referrer = referral.referrer
    rows = [
        ("Who it was for", referrer and f"{referrer.name}, {referrer.organisation}"),
        ("Number to ring", referrer and referrer.phone),
        ("What it says", notices.says(message.notice)),
    ]
    return Summary("What to do", [row for row in rows if row[1]])


def _safe_ways(referral: Referral) -> Table:
    ways = queries.safe_contacts(referral)
    return Table(
        "Ways that are safe for her",
        ["How", "Where", "We call ourselves", "Good times"],
        [
            (
                [way.get_channel_display(), *remarks(way)],
                shown_address(way),
                way.us or referral.programme.us,
                way.best_times or "–",
            )
            for way in ways
        ],
        empty="No way is safe just now.",
    )
