"""Addresses that only we can make: what comes back to one is about the message it names.

Case is lost on the way in some places, so the token is in one case: base32 of the message's id
and of the beginning of its HMAC. With its word before it, it has less than the 64 characters
that the part before the @ may have.
"""

import base64
import binascii
import hmac
import re
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

MAC_BYTES = 9  # 72 bits, and with the 16 of the id no padding
OURS = re.compile(r"(?:bounces|replies)\+([a-z2-7]{40})@", re.IGNORECASE)


def for_bounces(message_id: UUID) -> str:
    return f"bounces+{_token(message_id)}@{domain()}"


def for_replies(message_id: UUID) -> str:
    return f"replies+{_token(message_id)}@{domain()}"


def message_named_in(addresses: str) -> UUID | None:
    """The message that one of these addresses was made for; None if we made none of them."""
    ids = (_opened(token) for token in OURS.findall(addresses))
    return next((found for found in ids if found), None)


def domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")


def _token(message_id: UUID) -> str:
    return base64.b32encode(message_id.bytes + _mac(message_id)).decode().lower()


def _opened(token: str) -> UUID | None:
    try:
        content = base64.b32decode(token.upper())
    except binascii.Error:
        return None
    message_id = UUID(bytes=content[:16])
    return message_id if hmac.compare_digest(content[16:], _mac(message_id)) else None


def _mac(message_id: UUID) -> bytes:
    whole = salted_hmac("return addresses", message_id.bytes, algorithm="sha256").digest()
    return whole[:MAC_BYTES]
