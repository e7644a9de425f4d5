"""Half-filled public forms: kept a day, sent in once, forgotten."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.access.audit import Actor
from referrals.actions.arriving import receive
from referrals.arrivals import Arrival
from referrals.models import Draft, Referral

# Long enough to come back after a feed or a night; short, because the phone may be shared.
DRAFT_LASTS = timedelta(hours=24)


def start_draft(*, journey: str, now: datetime) -> Draft:
    return Draft.objects.create(
        journey=journey, answers={}, started_at=now, expires_at=now + DRAFT_LASTS
    )


def keep_draft(*, draft: Draft, answers: dict) -> None:
    """Keep what was typed so far. One that was sent holds nothing any more, and stays so."""
    Draft.objects.filter(pk=draft.pk, referral__isnull=True).update(answers=answers)


@transaction.atomic
def submit_draft(*, draft: Draft, arrival: Arrival, by: Actor, now: datetime) -> Referral:
    """Send a half-filled form in, once: however often it is sent, it is one referral."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.referral is not None:
        return locked.referral
    locked.referral = receive(arrival=arrival, by=by, now=now)
    locked.answers = None
    locked.save(update_fields=["referral", "answers"])
    return locked.referral


@transaction.atomic
def purge_drafts(*, now: datetime) -> int:
    """Forget the answers of every form that was never sent and whose time is over."""
    stale = Draft.objects.filter(expires_at__lte=now, answers__isnull=False)
    return stale.update(answers=None)
