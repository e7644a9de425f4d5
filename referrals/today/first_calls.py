"""First calls that were typed and never saved: nothing found out in a call may be forgotten."""

from datetime import datetime, timedelta

from django.utils.formats import time_format
from django.utils.timezone import localtime

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from referrals.enums import OPEN
from referrals.models import Triage
from referrals.today.incoming import row

STILL_TALKING = timedelta(minutes=15)


def register() -> None:
    today.register(
        Queue(
            "first-calls",
            "First calls that are not saved yet",
            rows=unsaved,
            permission=roles.WORK_CASES,
            order=15,
        )
    )


def unsaved(user, now: datetime) -> list[Row]:
    """Those with a red flag first: what she said waits for nobody to press a button."""
    begun = Triage.objects.visible_to(user).filter(
        draft_at__lte=now - STILL_TALKING, referral__status__in=OPEN
    )
    begun = begun.select_related("referral__parent", "draft_by").order_by("draft_at")
    return sorted((_row(call) for call in begun), key=lambda made: made.urgency)


def _row(call: Triage) -> Row:
    flagged = bool(call.draft.get("red_flags"))
    typed = f"{call.draft_by.name} typed until {time_format(localtime(call.draft_at), 'H:i')}"
    return row(
        call.referral,
        since=call.draft_at,
        urgency=Urgency.AT_ONCE if flagged else Urgency.NORMAL,
        detail=f"{typed}. A red flag is ticked: look now" if flagged else typed,
    )
