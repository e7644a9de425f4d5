"""Encrypted columns and the blind index that lets one be found again.

Keys come from ``PIM_FIELD_KEYS``, newest first: the first encrypts, all decrypt. The index key
is derived from ``PIM_INDEX_KEY``, or where that is not set from the last of them: a new key in
front changes no index, and the last may be taken out once it stands as ``PIM_INDEX_KEY``.
"""

import hashlib
import hmac
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.lookups import IsNull


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            "PIM_FIELD_KEYS must hold keys of 32 url-safe base64-encoded bytes, at least one."
        ) from error


def refuse_bad_keys() -> None:
    """Said before the first visitor comes, not when she has filled in a form."""
    _cipher(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> str:
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The clear text. Raises ``ValueError`` when no known key fits."""
    try:
        return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError("No key in PIM_FIELD_KEYS opens this value.") from error


def encrypt_anew(token: str) -> str:
    """The same text under the newest key; a token of the newest key is given back as it is.

    Raises ``ValueError`` when no known key fits.
    """
    newest = _cipher((settings.FIELD_KEYS[0],))
    try:
        newest.decrypt(token.encode())
    except InvalidToken:
        return encrypt(decrypt(token))
    return token


def blind_index(value: str) -> str:
    """A keyed fingerprint (64 hex digits) of a normalised e-mail address or phone number.

    Equal addresses give equal fingerprints; without the key nothing can be read from one.
    """
    secret = settings.INDEX_KEY or settings.FIELD_KEYS[-1]
    key = hashlib.sha256(b"blind index" + secret.encode()).digest()
    normalised = value.strip().casefold().encode()
    return hmac.new(key, normalised, hashlib.sha256).hexdigest()


FOLDS_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def mailbox_index(address: str) -> str:
    """A fingerprint of the mailbox behind an address, to count what goes there.

    ``ann+1@`` and ``ann+2@`` are one mailbox, and so are ``a.nn@`` and ``ann@`` where the
    provider says so. To find or match people use ``blind_index``: there, equal is equal.
    """
    name, _, domain = address.strip().casefold().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in FOLDS_DOTS:
        name, domain = name.replace(".", ""), FOLDS_DOTS[domain]
    return blind_index(f"mailbox {name}@{domain}")


class EncryptedTextField(models.TextField):
    """Text that rests encrypted. It can be tested for null, and for nothing else."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return None if value is None else encrypt(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else decrypt(value)

    def get_lookup(self, name):
        return IsNull if name == "isnull" else None

    def get_transform(self, name):
        return None


class EncryptedJSONField(EncryptedTextField):
    """A JSON document that rests encrypted as a whole."""

    def get_prep_value(self, value):
        return None if value is None else super().get_prep_value(json.dumps(value))

    def from_db_value(self, value, expression, connection):
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)

    def to_python(self, value):
        return value
