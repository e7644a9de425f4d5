"""What upper apps do at once when she decides about a purpose, or when her referral closes.

An app adds its steps in ``AppConfig.ready()``. They run inside the transaction of the action.
"""

from collections.abc import Callable
from datetime import datetime

from pim.access.audit import Actor
from referrals.models import Referral

Step = Callable[..., None]

_steps: list[Step] = []


def add(step: Step) -> None:
    """``step(referral, by=, now=)``: after a decision of hers, and after a referral has closed."""
    _steps.append(step)


def tell(referral: Referral, *, by: Actor, now: datetime) -> None:
    for step in _steps:
        step(referral, by=by, now=now)
