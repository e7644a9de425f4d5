"""The short number by which she, and whoever referred her, can name a referral on the phone."""

import secrets
from uuid import UUID

# No vowels, so that no word comes out; nothing that looks or sounds like another (0 O, 1 I L,
# 2 Z, 5 S, 8 B, M N). 18 to the power of six: 34 million.
ALPHABET = "34679CDFGHJKPQRTWX"


def new_reference() -> str:
    """Two groups of three: ``7K3-X9Q``."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(6)))


def reference_of(key: UUID) -> str:
    """Always the same for the same row; for those that nobody has given one."""
    places = (key.int // len(ALPHABET) ** place for place in range(6))
    return _grouped("".join(ALPHABET[place % len(ALPHABET)] for place in places))


def _grouped(letters: str) -> str:
    return f"{letters[:3]}-{letters[3:]}"


def spaced(typed: str) -> str:
    """A whole reference as we write it, however it was typed; anything else as it is."""
    letters = "".join(typed.split()).replace("-", "").upper()
    if len(letters) == 6 and set(letters) <= set(ALPHABET):
        return _grouped(letters)
    return typed
