"""Messages stopped through a link, no word typed: it may not have been her, so she is asked."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from referrals.enums import OPEN, ContactOutcome, Means, Purpose
from referrals.models import Consent, ContactAttempt
from referrals.today.incoming import row, seen

ASK_HER = "Messages stopped through the link: ask her when you speak"


def register() -> None:
    today.register(
        Queue(
            "stopped-by-link",
            "Messages stopped through a link",
            rows=to_ask,
            permission=roles.WORK_CASES,
            order=35,
        )
    )


def to_ask(user, now: datetime) -> list[Row]:
    theirs = stands().visible_to(user).filter(referral__status__in=OPEN)
    since = dict(theirs.values_list("referral", "at"))
    found = seen(user).filter(pk__in=since)
    rows = [row(one, since=since[one.pk], detail=ASK_HER) for one in found]
    return sorted(rows, key=lambda one: one.since)


def stands() -> QuerySet[Consent]:
    """Until she says otherwise, or somebody has spoken with her since."""
    of_messages = Consent.objects.filter(purpose=Purpose.MESSAGES)
    since = {"referral": OuterRef("referral"), "at__gt": OuterRef("at")}
    spoken = ContactAttempt.objects.filter(outcome=ContactOutcome.SPOKE, **since)
    stops = of_messages.filter(given=False, means=Means.BY_LINK)
    return stops.filter(~Exists(of_messages.filter(**since)), ~Exists(spoken))
