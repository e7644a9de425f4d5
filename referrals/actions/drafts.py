"""Half-filled public forms: kept for a while after the last page, sent in once, forgotten."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.access.audit import Actor
from referrals.actions.arriving import receive
from referrals.actions.secret_words import hand_on_secret_word
from referrals.arrivals import Arrival
from referrals.models import Draft, Referral

# How long after the last page a browser still shows what was typed.
DRAFT_LASTS = {
    "yourself": timedelta(hours=24),  # to come back after a feed or a night; a phone may be shared
    "someone": timedelta(minutes=30),  # the next person at a clinic's computer must not see it
}


def start_draft(*, journey: str, now: datetime) -> Draft:
    return Draft.objects.create(
        journey=journey, answers={}, started_at=now, expires_at=now + DRAFT_LASTS[journey]
    )


def keep_draft(*, draft: Draft, answers: dict, now: datetime) -> None:
    """Keep what was typed so far. One that was sent holds nothing any more, and stays so."""
    Draft.objects.filter(pk=draft.pk, referral__isnull=True).update(
        answers=answers, expires_at=now + DRAFT_LASTS[draft.journey]
    )


@transaction.atomic
def submit_draft(*, draft: Draft, arrival: Arrival, by: Actor, now: datetime) -> Referral:
    """Send a half-filled form in, once: however often it is sent, it is one referral."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.referral is not None:
        return locked.referral
    locked.referral = receive(arrival=arrival, by=by, now=now)
    locked.answers = None
    locked.save(update_fields=["referral", "answers"])
    hand_on_secret_word(draft=locked, parent=locked.referral.parent)
    return locked.referral


@transaction.atomic
def purge_drafts(*, now: datetime) -> int:
    """Forget the answers of every form that was never sent and whose time is over."""
    stale = Draft.objects.filter(expires_at__lte=now, answers__isnull=False)
    return stale.update(answers=None)
