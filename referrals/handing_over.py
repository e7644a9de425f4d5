"""What upper apps keep about a referral goes along when it is merged into another one.

An app adds its step in ``AppConfig.ready()``: ``handing_over.add(step)``. It runs inside the
transaction of the merge, with both rows locked, and before the other one closes.
"""

from collections.abc import Callable
from datetime import datetime

from pim.access.audit import Actor
from referrals.models import Referral

Step = Callable[..., None]

_steps: list[Step] = []


def add(step: Step) -> None:
    """``step(stays=, gone=, by=, now=)``."""
    _steps.append(step)


def every_step(*, stays: Referral, gone: Referral, by: Actor, now: datetime) -> None:
    for step in _steps:
        step(stays=stays, gone=gone, by=by, now=now)
