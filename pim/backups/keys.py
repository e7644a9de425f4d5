"""The keys of backups: not in the database, not in the backups, and not in the web process."""

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pim.backups.errors import BackupError, Damaged

ID_LENGTH = 8


class Keys:
    """``PIM_BACKUP_KEYS``, newest first: the first seals, all open."""

    def __init__(self, given: str) -> None:
        keys = [_decoded(key.strip()) for key in given.split(",") if key.strip()]
        if not keys:
            raise BackupError("Set PIM_BACKUP_KEYS: without a key nothing is backed up.")
        self._known = {_id(key): key for key in keys}
        self.newest = _id(keys[0])

    def of_file(self, key_id: bytes, salt: bytes, name: str) -> bytes:
        """A key for one file alone. A file under another name does not open."""
        if key_id not in self._known:
            raise Damaged(f"No key in PIM_BACKUP_KEYS opens {name}.")
        made = HKDF(SHA256(), 32, salt=salt, info=b"pim backup " + name.encode())
        return made.derive(self._known[key_id])


def _decoded(key: str) -> bytes:
    try:
        raw = base64.b64decode(key.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise BackupError(
            "PIM_BACKUP_KEYS must hold keys of 32 url-safe base64-encoded bytes, "
            "with commas between."
        )
    return raw


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"pim backup key" + key).digest()[:ID_LENGTH]
