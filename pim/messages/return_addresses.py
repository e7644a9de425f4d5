"""Addresses that only we can make: what comes back to one is about the message it names.

Case is lost on the way in some places, so the token is in one case: base32 of the message's id
and of the beginning of its HMAC. With its word before it, it has less than the 64 characters
that the part before the @ may have.

The word is under the HMAC too: who can answer a message cannot report that it came back.
"""

import base64
import binascii
import hmac
import re
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

MAC_BYTES = 9  # 72 bits, and with the 16 of the id no padding
BOUNCES, REPLIES = "bounces", "replies"
OURS = re.compile(rf"({BOUNCES}|{REPLIES})\+([a-z2-7]{{40}})@", re.IGNORECASE)


class Named(NamedTuple):
    """What an address of ours says: the word before it, and the message it was made for."""

    word: str
    message_id: UUID


def for_bounces(message_id: UUID) -> str:
    return f"{BOUNCES}+{_token(BOUNCES, message_id)}@{domain()}"


def for_replies(message_id: UUID) -> str:
    return f"{REPLIES}+{_token(REPLIES, message_id)}@{domain()}"


def named_in(addresses: str) -> Named | None:
    """The first of these addresses that is ours; None if we made none of them."""
    opened = (_opened(word.lower(), token) for word, token in OURS.findall(addresses))
    return next((found for found in opened if found), None)


def domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")


def _token(word: str, message_id: UUID) -> str:
    return base64.b32encode(message_id.bytes + _mac(word, message_id)).decode().lower()


def _opened(word: str, token: str) -> Named | None:
    try:
        content = base64.b32decode(token.upper())
    except binascii.Error:
        return None
    message_id = UUID(bytes=content[:16])
    is_ours = hmac.compare_digest(content[16:], _mac(word, message_id))
    return Named(word, message_id) if is_ours else None


def _mac(word: str, message_id: UUID) -> bytes:
    whole = salted_hmac(f"return addresses: {word}", message_id.bytes, algorithm="sha256").digest()
    return whole[:MAC_BYTES]
