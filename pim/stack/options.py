"""What the environment asks for, checked before anything starts."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pim.messages import provider
from pim.stack.errors import CannotRun

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent.parent
EMAIL_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail")
DATABASE_SCHEMES = ("postgres", "postgresql", "psql", "pgsql")
SHORTEST_KEY = 32
BROKER_SCHEMES = ("redis", "rediss", "redis+socket", "unix")


@dataclass(frozen=True)
class Options:
    """Every setting of a start; ``None`` where the stack has to provide the thing itself."""

    var: Path
    port: int
    demo: bool
    clock_offset: int  # seconds
    base_url: str | None
    email_url: str | None
    mail_key: str | None
    sms_url: str | None
    database_url: str | None
    migrate_database_url: str | None
    worker_database_url: str | None
    redis_url: str | None
    secret_key: str | None
    field_keys: str | None
    backup_dir: Path | None  # None: nothing is backed up
    backup_keys: str | None
    backup_keep: int
    backup_sync: bool  # nothing is acknowledged before the backup has it
    backup_database_url: str | None


def read(environ: Mapping[str, str]) -> Options:
    """The options of this environment; ``CannotRun`` with one line on the first wrong one."""

    def ask(name: str, check: Callable[[str, str], T], default: T) -> T:
        value = environ.get(name, "").strip()
        return check(name, value) if value else default

    database_url = ask("DATABASE_URL", _address(DATABASE_SCHEMES), None)
    options = Options(
        var=Path(environ.get("PIM_VAR") or BASE_DIR / "var").expanduser().absolute(),
        port=ask("PORT", _port, 8000),
        demo=ask("PIM_DEMO", _yes_or_no, database_url is None),
        clock_offset=ask("PIM_CLOCK_OFFSET", _seconds, 0),
        base_url=ask("PIM_BASE_URL", _address(("http", "https")), None),
        email_url=ask("PIM_EMAIL_URL", _address(EMAIL_SCHEMES), None),
        mail_key=ask("PIM_MAIL_KEY", _long_enough, None),
        sms_url=ask("PIM_SMS_URL", _provider, None),
        database_url=database_url,
        migrate_database_url=ask("MIGRATE_DATABASE_URL", _address(DATABASE_SCHEMES), None),
        worker_database_url=ask("WORKER_DATABASE_URL", _address(DATABASE_SCHEMES), None),
        redis_url=ask("REDIS_URL", _address(BROKER_SCHEMES), None),
        secret_key=ask("SECRET_KEY", lambda name, value: value, None),
        field_keys=ask("PIM_FIELD_KEYS", _fernet_keys, None),
        backup_dir=ask("PIM_BACKUP_DIR", _folder, None),
        backup_keys=ask("PIM_BACKUP_KEYS", _fernet_keys, None),
        backup_keep=ask("PIM_BACKUP_KEEP", _count, 7),
        backup_sync=ask("PIM_BACKUP_SYNC", _yes_or_no, False),
        backup_database_url=ask("BACKUP_DATABASE_URL", _address(DATABASE_SCHEMES), None),
    )
    _refuse_missing_keys(options)
    return options


def _refuse_missing_keys(options: Options) -> None:
    """Keys made on the spot would lock a database that outlives this folder."""
    given = {"SECRET_KEY": options.secret_key, "PIM_FIELD_KEYS": options.field_keys}
    missing = [name for name, value in given.items() if value is None]
    if options.database_url and missing:
        raise CannotRun(f"With DATABASE_URL you must also set {' and '.join(missing)}.")
    if options.backup_dir and not options.backup_keys:
        raise CannotRun("With PIM_BACKUP_DIR you must also set PIM_BACKUP_KEYS.")


def _port(name: str, value: str) -> int:
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 65535:
        return int(value)
    raise CannotRun(f"{name} must be a number from 1 to 65535, not {value!r}.")


def _folder(name: str, value: str) -> Path:
    return Path(value).expanduser().absolute()


def _count(name: str, value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) > 0:
        return int(value)
    raise CannotRun(f"{name} must be a number from 1, not {value!r}.")


def _seconds(name: str, value: str) -> int:
    """A whole number of seconds, at most a century either way."""
    digits = value.removeprefix("-").removeprefix("+")
    if digits.isascii() and digits.isdigit() and int(digits) <= 3_200_000_000:
        return int(value)
    raise CannotRun(f"{name} must be a whole number of seconds, not {value!r}.")


def _yes_or_no(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise CannotRun(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def _address(schemes: tuple[str, ...]) -> Callable[[str, str], str]:
    def check(name: str, value: str) -> str:
        try:
            parts = urlsplit(value)
            known = parts.scheme in schemes and (parts.port is None or parts.port > 0)
        except ValueError:
            known = False
        if not known:
            # Not quoted: it may hold a password.
            raise CannotRun(f"{name} must be an address that begins with {schemes[0]}://")
        return value

    return check


def _provider(name: str, value: str) -> str:
    try:
        provider.at(value)
    except provider.BadProvider as error:
        raise CannotRun(str(error)) from None
    return value


def _long_enough(name: str, value: str) -> str:
    if len(value) < SHORTEST_KEY:
        raise CannotRun(f"{name} must have at least {SHORTEST_KEY} characters.")
    return value


def _fernet_keys(name: str, value: str) -> str:
    for key in value.split(","):
        if not _is_fernet_key(key.strip()):
            raise CannotRun(
                f"{name} must hold keys of 32 url-safe base64-encoded bytes, with commas between."
            )
    return value


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key.encode(), altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
