"""The only source of "now" outside the database.

Domain time can be shifted for demonstrations and tests (``PIM_CLOCK_OFFSET``, in seconds).
Sessions, sign-in codes and message leases stay on real time: use :func:`wall` for those.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The service's time, aware, in UTC."""
    return timezone.now() + settings.CLOCK_OFFSET


def today() -> date:
    """The service's date in the United Kingdom."""
    return timezone.localdate(now())


def wall() -> datetime:
    """Real time, never shifted."""
    return timezone.now()
