"""What upper apps keep about a referral, or about her, goes along when two are merged.

An app adds its step in ``AppConfig.ready()``. It runs inside the transaction of the merge, with
both rows locked: ``add`` for two open referrals, before the other one closes; ``add_for_people``
whenever two records of a person become one, also where only one of the referrals is open.

``add_movable``: two who both have support are refused, unless an app says that the support of the
one that goes is of a kind that its step takes along.
"""

from collections.abc import Callable
from datetime import datetime

from pim.access.audit import Actor
from referrals.models import Parent, Referral

Step = Callable[..., None]

_steps: list[Step] = []
_steps_of_people: list[Step] = []
_movable: list[Callable[[Referral], bool]] = []


def add(step: Step) -> None:
    """``step(stays=, gone=, by=, now=)``."""
    _steps.append(step)


def every_step(*, stays: Referral, gone: Referral, by: Actor, now: datetime) -> None:
    for step in _steps:
        step(stays=stays, gone=gone, by=by, now=now)


def add_for_people(step: Step) -> None:
    """``step(stays=, gone=, by=, now=)`` with the two records of the person."""
    _steps_of_people.append(step)


def every_step_of_people(*, stays: Parent, gone: Parent, by: Actor, now: datetime) -> None:
    for step in _steps_of_people:
        step(stays=stays, gone=gone, by=by, now=now)


def add_movable(says: Callable[[Referral], bool]) -> None:
    _movable.append(says)


def can_go_along(gone: Referral) -> bool:
    """Whether the support she has on this one can go on under another referral of hers."""
    return any(says(gone) for says in _movable)
