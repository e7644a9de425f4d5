"""What upper apps stop when something sad has happened, and take up again if it was a mistake.

An app adds its steps in ``AppConfig.ready()``. They run inside the transaction of the action,
once for each referral of hers, with her rows locked. Her waiting messages are no part of it:
they are taken back, and queued anew, before and after.
"""

from collections.abc import Callable
from datetime import datetime

from pim.access.audit import Actor
from referrals.models import Loss, Referral

Step = Callable[[Referral, Loss, Actor, datetime], None]

_on_loss: list[Step] = []
_on_taken_back: list[Step] = []


def on_loss(step: Step) -> Step:
    """``step(referral, loss, by, now)``; may run again for what it has stopped already."""
    _on_loss.append(step)
    return step


def on_taken_back(step: Step) -> Step:
    """``step(referral, loss, by, now)``."""
    _on_taken_back.append(step)
    return step


def stop_all(referral: Referral, loss: Loss, *, by: Actor, now: datetime) -> None:
    for step in _on_loss:
        step(referral, loss, by, now)


def take_up_all(referral: Referral, loss: Loss, *, by: Actor, now: datetime) -> None:
    for step in _on_taken_back:
        step(referral, loss, by, now)
