"""Whether a secret word opens something, and whether it still may be tried."""

from datetime import datetime, timedelta
from typing import Literal

from referrals.enums import Status
from referrals.models import Draft, Parent, Referral, SecretWord

TRIES = 5
PICKED_WITHIN = timedelta(hours=1)  # later, whoever holds her phone must not pick one in her place


def may_pick_secret_word(referral: Referral, now: datetime) -> bool:
    """Whether the browser that sent this form may pick the first word for it.

    Never in place of a word that is there, and not once the record is joined with another or
    somebody works on it: then a person sets the word while they speak.
    """
    her = referral.parent
    return (
        now - referral.asked_at < PICKED_WITHIN
        and referral.status == Status.RECEIVED
        and her.merged_into_id is None
        and not her.merged.exists()
        and secret_word_of(her) is None
    )


def secret_word_of(holder: Parent | Draft) -> SecretWord | None:
    owner = "parent" if isinstance(holder, Parent) else "draft"
    return SecretWord.objects.filter(**{owner: holder}, digest__isnull=False).first()


def secret_word_state(holder: Parent | Draft) -> Literal["none", "open", "locked"]:
    """Locked after five wrong tries: only a person can set a new word then."""
    word = secret_word_of(holder)
    if word is None:
        return "none"
    return "locked" if word.wrong_tries >= TRIES else "open"


def tries_left(holder: Parent | Draft) -> int:
    """How often a word may still be typed before it locks itself."""
    word = secret_word_of(holder)
    return max(TRIES - word.wrong_tries, 0) if word else 0
