"""Half-filled public forms: kept for a while after the last page, sent in once, forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from pim.access.audit import Actor
from pim.messages import links
from referrals import genuine
from referrals.actions.arriving import receive
from referrals.actions.secret_words import hand_on_secret_word
from referrals.arrivals import Arrival
from referrals.genuine import Sending
from referrals.models import Draft, FormSent, Referral, SecretWord

DRAFT_LINK = "draft"  # what a link to a saved form opens

# How long after the last page a browser still shows what was typed.
DRAFT_LASTS = {
    "yourself": timedelta(hours=24),  # to come back after a feed or a night; a phone may be shared
    "ring-me": timedelta(hours=24),
    "someone": timedelta(minutes=30),  # the next person at a clinic's computer must not see it
}


def start_draft(*, journey: str, now: datetime) -> Draft:
    return Draft.objects.create(
        journey=journey, answers={}, started_at=now, expires_at=now + DRAFT_LASTS[journey]
    )


def keep_draft(*, draft: Draft, answers: dict, now: datetime) -> None:
    """Keep what was typed so far. One that was sent holds nothing any more, and stays so."""
    promised = draft.expires_at if draft.saved_at else None  # a day was named on the screen
    Draft.objects.filter(pk=draft.pk, sent_at__isnull=True).update(
        answers=answers, expires_at=promised or now + DRAFT_LASTS[draft.journey]
    )


@transaction.atomic
def submit_draft(
    *,
    draft: Draft,
    arrival: Arrival,
    trapped: bool = False,
    network: str,
    by: Actor,
    now: datetime,
) -> Referral:
    """Send a half-filled form in, once: however often it is sent, it is one referral."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.referral is not None:
        return locked.referral
    why = why_held(draft=locked, trapped=trapped, network=network, now=now)
    locked.referral = receive(arrival=replace(arrival, held_for=why), by=by, now=now)
    _put_away(locked, now)
    hand_on_secret_word(draft=locked, parent=locked.referral.parent)
    return locked.referral


@transaction.atomic
def close_draft(*, draft: Draft, now: datetime) -> bool:
    """It has been sent in, to something of an app above, and its word opens nothing any more.

    False if it had been sent before.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.sent_at is not None:
        return False
    _put_away(locked, now)
    SecretWord.objects.filter(draft=locked).update(digest=None)
    return True


def _put_away(locked: Draft, now: datetime) -> None:
    """What was typed is gone, and its link closed; what stays is that it was sent."""
    locked.answers, locked.email, locked.sent_at = None, None, now
    locked.expires_at = now + DRAFT_LASTS[locked.journey]
    locked.save(update_fields=["referral", "answers", "email", "sent_at", "expires_at"])
    links.close(purpose=DRAFT_LINK, object_id=locked.pk, now=now)


def why_held(*, draft: Draft, trapped: bool, network: str, now: datetime) -> str:
    """Whether a person must look at it first. It is counted for those that come after it."""
    lately = FormSent.objects.filter(network=network, at__gt=now - genuine.LATELY).count()
    why = genuine.held_for(Sending(draft.journey, now - draft.started_at, trapped, lately))
    if why not in genuine.GAVE_ITSELF_AWAY:
        FormSent.objects.create(network=network, journey=draft.journey, at=now)
    return why


@transaction.atomic
def forget_draft(*, draft: Draft, now: datetime) -> None:
    """Whoever holds this phone or computer next finds nothing of it."""
    mine = Draft.objects.filter(pk=draft.pk, sent_at__isnull=True)
    mine.update(expires_at=now)
    _empty(mine, now)


@transaction.atomic
def purge_drafts(*, now: datetime) -> int:
    """Forget every form that was never sent and whose time is over, and its address and word."""
    kept = Q(answers__isnull=False) | Q(email_index__isnull=False)
    return _empty(Draft.objects.filter(kept, expires_at__lte=now), now)


def _empty(drafts: QuerySet[Draft], now: datetime) -> int:
    emptied = list(drafts.select_for_update().values_list("pk", flat=True))
    SecretWord.objects.filter(draft__in=emptied).update(digest=None)
    for draft_id in emptied:
        links.close(purpose=DRAFT_LINK, object_id=draft_id, now=now)
    return Draft.objects.filter(pk__in=emptied).update(answers=None, email=None, email_index=None)


def forget_networks(*, now: datetime) -> int:
    """What tells of a flood is of no use once it is over."""
    return FormSent.objects.filter(at__lte=now - genuine.FORGET_AFTER).delete()[0]
