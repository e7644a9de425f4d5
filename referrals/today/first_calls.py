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
    """Those with a red flag first, and at once: they wait for nobody to press a button."""
    begun = Triage.objects.visible_to(user).filter(
        draft_at__isnull=False, referral__status__in=OPEN
    )
    begun = begun.select_related("referral__parent", "draft_by").order_by("draft_at")
    left = [call for call in begun if _is_flagged(call) or call.draft_at <= now - STILL_TALKING]
    return sorted((_row(call) for call in left), key=lambda made: made.urgency)


def _is_flagged(call: Triage) -> bool:
    """What is saved already has its concern; what is only typed has nobody who knows."""
    ticked = call.draft.get("red_flags", [])
    in_danger = bool(ticked) and call.draft.get("danger_now") == ["yes"]
    return in_danger or bool(set(ticked) - set(call.red_flags))


def _row(call: Triage) -> Row:
    flagged = _is_flagged(call)
    typed = f"{call.draft_by.name} typed until {time_format(localtime(call.draft_at), 'H:i')}"
    return row(
        call.referral,
        since=call.draft_at,
        urgency=Urgency.AT_ONCE if flagged else Urgency.NORMAL,
        detail=f"{typed}. A red flag is ticked: look now" if flagged else typed,
    )
