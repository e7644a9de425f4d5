"""The word only she knows: it opens her saved form, and later her own page."""

import unicodedata
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.models import Draft, Parent, SafeContact, SecretWord
from referrals.queries import TRIES

SHORTEST_WORD = 4
NAMES = ("called", "first_name", "last_name", "us", "word")  # as the forms call them


@transaction.atomic
def set_secret_word(*, holder: Parent | Draft, word: str, by: Actor, now: datetime) -> SecretWord:
    """A new word takes the place of an older one, and counts its tries anew."""
    plain = as_remembered(word)
    _check_hard_to_guess(plain, holder)
    owner = "parent" if isinstance(holder, Parent) else "draft"
    secret, _ = SecretWord.objects.update_or_create(
        **{owner: holder},
        defaults={"digest": make_password(plain), "wrong_tries": 0, "set_at": now},
    )
    audit.record(by=by, action="secret_word.set", target=holder, now=now)
    return secret


def _check_hard_to_guess(plain: str, holder: Parent | Draft) -> None:
    """Whoever knows her, or reads our messages to her, must not know her secret word with that."""
    if len(plain) < SHORTEST_WORD:
        raise DomainError(f"Choose a word with {SHORTEST_WORD} letters or more.")
    if not any(letter.isalpha() for letter in plain):
        raise DomainError("Choose a word, not a number.")
    if plain in {as_remembered(known) for known in _known_to_others(holder)}:
        raise DomainError("Choose another word. This one is a name, or stands in our messages.")


def _known_to_others(holder: Parent | Draft) -> set[str]:
    if isinstance(holder, Draft):
        pages = (holder.answers or {}).get("pages", {}).values()
        typed = {name: values for page in pages for name, values in page.items()}
        said = [value for name in NAMES for value in typed.get(name, [])]
    else:
        ways = SafeContact.objects.filter(parent=holder)
        said = [holder.called, *(text for way in ways for text in (way.us, way.word))]
    return {part for text in filter(None, said) for part in (text, *text.split())}


@transaction.atomic
def try_secret_word(*, holder: Parent | Draft, word: str, now: datetime) -> bool:
    """Whether this is her word. Tries are taken one after the other, and five wrong ones lock."""
    owner = "parent" if isinstance(holder, Parent) else "draft"
    secret = SecretWord.objects.select_for_update().filter(**{owner: holder}).first()
    if secret is None or secret.digest is None or secret.wrong_tries >= TRIES:
        return False
    right = check_password(as_remembered(word), secret.digest)
    secret.wrong_tries = 0 if right else secret.wrong_tries + 1
    secret.save(update_fields=["wrong_tries"])
    if secret.wrong_tries == TRIES:
        audit.record(by=audit.VISITOR, action="secret_word.locked", target=holder, now=now)
    return right


def hand_on_secret_word(*, draft: Draft, parent: Parent) -> None:
    """What opened her half-filled form opens her own page once it is sent.

    Not if she went on to give the same word, or name, for our messages.
    """
    secret = SecretWord.objects.filter(draft=draft, digest__isnull=False).first()
    if secret is None:
        return
    known = {as_remembered(text) for text in _known_to_others(parent)}
    if any(check_password(text, secret.digest) for text in known):
        secret.digest = None
    secret.draft, secret.parent = None, parent
    secret.save(update_fields=["draft", "parent", "digest"])


def as_remembered(word: str) -> str:
    """Capitals and stray spaces do not matter; accents do, however they were typed."""
    return " ".join(unicodedata.normalize("NFC", word).casefold().split())
