"""Messages or questions stopped or started through a link, no word typed: it may not have been
her, so she is asked."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from referrals.enums import OPEN, ContactOutcome, Means, Purpose
from referrals.models import Consent, ContactAttempt
from referrals.today.incoming import row, seen

ASK_HER = "Ask her when you speak"
WHAT = {
    (Purpose.MESSAGES, False): "Messages stopped through the link",
    (Purpose.MESSAGES, True): "Messages were stopped, and switched on again through the link",
    (Purpose.EVALUATION, False): "“No more questions”, said through the link",
}
FROM_HER_PHONE = (Means.BY_LINK, Means.BY_MESSAGE)
"""Whoever holds it can say so: neither her word nor a call."""


def register() -> None:
    today.register(
        Queue(
            "stopped-by-link",
            "Stopped or started through a link",
            rows=to_ask,
            permission=roles.WORK_CASES,
            order=35,
        )
    )


def to_ask(user, now: datetime) -> list[Row]:
    theirs = stands().visible_to(user).filter(referral__status__in=OPEN).order_by("at", "id")
    said, since = defaultdict(dict), {}
    for referral, purpose, given, at in theirs.values_list("referral", "purpose", "given", "at"):
        said[referral][purpose] = WHAT[purpose, given]
        since.setdefault(referral, at)
    rows = [
        row(one, since=since[one.pk], detail=". ".join([*said[one.pk].values(), ASK_HER]))
        for one in seen(user).filter(pk__in=since)
    ]
    return sorted(rows, key=lambda one: one.since)


def stands() -> QuerySet[Consent]:
    """Until she says so with her word, or somebody has spoken with her since."""
    since = {"referral": OuterRef("referral"), "at__gt": OuterRef("at")}
    spoken = ContactAttempt.objects.filter(outcome=ContactOutcome.SPOKE, **since)
    hers = Consent.objects.filter(purpose=OuterRef("purpose"), **since)
    through_link = Consent.objects.filter(means=Means.BY_LINK)
    return through_link.filter(~Exists(hers.exclude(means__in=FROM_HER_PHONE)), ~Exists(spoken))
