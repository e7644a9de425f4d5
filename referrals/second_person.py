"""What one person asks to be erased, of a mum or of a volunteer, another decides."""

from datetime import datetime
from typing import Any

from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.enums import ErasureStanding


def check(erasure: Any, by: Actor) -> None:
    """Raises ``DomainError`` if it is decided already, or would be by whoever asked for it."""
    if erasure.standing != ErasureStanding.ASKED:
        raise DomainError("This has been decided already.")
    if erasure.asked_by_id == by.user.pk:
        raise DomainError("You asked for it. A second person decides.")


def decide(erasure: Any, standing: ErasureStanding, by: Actor, now: datetime) -> None:
    erasure.standing, erasure.decided_at, erasure.decided_by = standing, now, by.user
    erasure.save(update_fields=["standing", "decided_at", "decided_by"])
