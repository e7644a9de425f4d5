"""Days and what is due on them, in working days of her site."""

from datetime import date, datetime

from django.utils import timezone

from pim.models import Site
from pim.working_days import add_working_days
from referrals.enums import Urgency
from referrals.models import Referral


def uk_date(moment: datetime) -> date:
    """The day in the United Kingdom on which something happened."""
    return timezone.localdate(moment)


def first_call_due_on(referral: Referral) -> date:
    """The day by which a person rings her, in working days of her site."""
    asked_on, days = uk_date(referral.asked_at), first_call_working_days(referral)
    return add_working_days(asked_on, days, **working_days_of(referral.site))


def promised_call_on(referral: Referral) -> date | None:
    """The day we name to her; none where her site is full and rings when it can."""
    is_full = referral.site and referral.site.intake_paused
    return None if is_full else first_call_due_on(referral)


def first_call_working_days(referral: Referral) -> int:
    """Fewer where whoever referred her asked us to ring soon."""
    programme = referral.programme
    if referral.urgency == Urgency.SOON:
        return programme.urgent_call_working_days
    return programme.first_call_working_days


def working_days_of(site: Site | None) -> dict:
    """What ``pim.working_days`` needs to know of a place."""
    if site is None:
        return {}
    return {
        "nation": site.nation,
        "closures": site.closures,
        "weekdays": site.staffed_weekdays,
    }
