"""What she tells us for counting only. Kept apart from her record; nobody reads it one by one."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from referrals.models import EqualityAnswers, Referral


@transaction.atomic
def answer_for_counting(
    *,
    referral: Referral,
    ethnic_group: str = "",
    disability: str = "",
    religion: str = "",
    sexual_orientation: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Her latest answers count, the questions left empty too."""
    EqualityAnswers.objects.update_or_create(
        referral=referral,
        defaults={
            "ethnic_group": ethnic_group,
            "disability": disability,
            "religion": religion,
            "sexual_orientation": sexual_orientation,
            "answered_at": now,
        },
    )
    audit.record(by=by, action="referral.counting_answered", target=referral, now=now)
