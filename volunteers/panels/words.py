"""Numbers in words, as the matching pages say them."""

from pim import clock
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers.waiting import Wait


def counted(count: int, one: str, many: str = "") -> str:
    """``1 volunteer has``, ``3 volunteers have``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def baby_age(weeks: int | None) -> str:
    """How old the baby is, or when it is due. Nothing after a loss."""
    if weeks is None:
        return ""
    if weeks < 0:
        return "due this week" if weeks == -1 else f"due in {-weeks - 1} to {-weeks} weeks"
    if weeks == 0:
        return "born this week"
    age = counted(weeks, "week") if weeks < 26 else f"{weeks * 7 // 30} months"
    return f"baby of {age}"


def wait_of(referral: Referral) -> Wait:
    since = uk_date(referral.waits_for_somebody_since)
    return Wait(uk_date(referral.waiting_since), since, clock.today())
