"""A half-filled form kept for a fortnight, for whoever has its link and knows its word."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from pim.access.audit import VISITOR
from pim.access.encryption import mailbox_index
from pim.messages import links, outbox
from pim.models import Message
from referrals.actions.drafts import DRAFT_LINK
from referrals.actions.secret_words import set_secret_word
from referrals.models import Draft

DRAFT_NOTICE = "referrals.draft_link"
SAVED_DRAFT_LASTS = timedelta(days=14)
MOST_LINKS, IN = 3, timedelta(days=1)  # to one address, whoever asks for them


@transaction.atomic
def save_draft(*, draft: Draft, word: str, email: str = "", now: datetime) -> Draft:
    """Keep it under a word. Once: the first word and the first address stay."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.saved_at or locked.sent_at:
        return locked
    set_secret_word(holder=locked, word=word, by=VISITOR, now=now)
    locked.saved_at, locked.expires_at = now, now + SAVED_DRAFT_LASTS
    if email:
        locked.email, locked.email_index = email, mailbox_index(email)
    locked.save(update_fields=["saved_at", "expires_at", "email", "email_index"])
    if email and _may_write_to(locked, now):
        _queue_link(locked, now)
    return locked


def draft_link(draft: Draft, message: Message | None = None) -> str:
    """The token that asks for the word. It lives as long as was promised on the screen."""
    return links.make(
        purpose=DRAFT_LINK,
        object_id=draft.pk,
        message=message,
        expires_at=draft.saved_at + SAVED_DRAFT_LASTS,
    )


def _may_write_to(draft: Draft, now: datetime) -> bool:
    """Nobody can fill somebody else's mailbox from here."""
    with connection.cursor() as cursor:  # two savers at once are counted one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [draft.email_index])
    lately = Draft.objects.filter(email_index=draft.email_index, saved_at__gt=now - IN)
    return lately.exclude(pk=draft.pk).count() < MOST_LINKS


def _queue_link(draft: Draft, now: datetime) -> None:
    outbox.queue(
        notice=DRAFT_NOTICE,
        object_id=draft.pk,
        about_id=draft.pk,
        dedupe_key=f"{DRAFT_NOTICE}:{draft.pk}",
        due_at=now,
        expires_at=now + IN,
    )
