"""Somebody under 18 asked: the safeguarding lead is told, and says that the checks fit."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import Message
from referrals import queries
from referrals.actions.locking import locked_row
from referrals.eligibility import is_under_age
from referrals.models import Referral

UNDER_AGE_NEWS = "referrals.under_age"


@transaction.atomic
def tell_leads_of_under_age(*, now: datetime) -> int:
    """Write to the lead about each one, once, however often this runs and however she came in."""
    told = Message.objects.filter(notice=UNDER_AGE_NEWS, object_id=OuterRef("pk"))
    untold = list(queries.under_age().exclude(Exists(told)))
    for referral in untold:
        outbox.queue(
            notice=UNDER_AGE_NEWS,
            object_id=referral.pk,
            about_id=referral.pk,
            dedupe_key=f"{UNDER_AGE_NEWS}:{referral.pk}",
            due_at=now,
        )
    return len(untold)


@transaction.atomic
def review_checks(*, referral: Referral, by: Actor, now: datetime) -> None:
    """The lead has seen it, and looked at which checks her volunteer needs."""
    locked = locked_row(referral)
    if not is_under_age(locked.parent.age_band):
        raise DomainError("She is not noted as under 18.")
    audit.record(by=by, action=queries.CHECKS_REVIEWED, target=locked, now=now)
