"""Whether a secret word opens something, and whether it still may be tried."""

from typing import Literal

from referrals.models import Draft, Parent, SecretWord

TRIES = 5


def secret_word_of(holder: Parent | Draft) -> SecretWord | None:
    owner = "parent" if isinstance(holder, Parent) else "draft"
    return SecretWord.objects.filter(**{owner: holder}, digest__isnull=False).first()


def secret_word_state(holder: Parent | Draft) -> Literal["none", "open", "locked"]:
    """Locked after five wrong tries: only a person can set a new word then."""
    word = secret_word_of(holder)
    if word is None:
        return "none"
    return "locked" if word.wrong_tries >= TRIES else "open"
