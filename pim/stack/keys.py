"""Keys and passwords of the embedded servers, made once per folder and never shown."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from pim.stack.errors import CannotRun


@dataclass(frozen=True)
class Keys:
    secret_key: str
    field_keys: str
    database_password: str


def fresh() -> Keys:
    return Keys(
        secret_key=secrets.token_urlsafe(48),
        field_keys=base64.urlsafe_b64encode(os.urandom(32)).decode(),
        database_password=secrets.token_urlsafe(24),
    )


def load_or_make(path: Path) -> Keys:
    if not path.exists():
        _write(path, fresh())
    try:
        return Keys(**json.loads(path.read_text()))
    except (ValueError, TypeError, OSError):
        raise CannotRun(f"The keys in {path} cannot be read.") from None


def derived(secret: str, purpose: str) -> str:
    """A key for one purpose, 64 hex digits; nothing about the secret can be read from it."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _write(path: Path, keys: Keys) -> None:
    """Whole or not at all, and readable by its owner only from the first byte."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(keys), file)
        file.flush()
        os.fsync(descriptor)
    unfinished.rename(path)
