"""The environment that every process of the service is given."""

import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pim.stack import existing, folders, keys
from pim.stack.broker import Broker
from pim.stack.database import BACKUP, OWNER, WEB, WORKER, Database
from pim.stack.errors import CannotRun
from pim.stack.options import Options, read

# Known to one process each: the web process must not learn the owner's password.
OURS_ALONE = (
    "MIGRATE_DATABASE_URL",
    "WORKER_DATABASE_URL",
    "BACKUP_DATABASE_URL",
    "PIM_BACKUP_DIR",
    "PIM_BACKUP_KEYS",
)

OUR_NUMBER = "+447700900000"  # of those that are kept free for stories


@dataclass(frozen=True)
class Surroundings:
    """Where everything is, for one start."""

    options: Options
    folders: folders.Folders
    keys: keys.Keys
    database: Database | None  # None: DATABASE_URL names an existing one
    broker: Broker | None
    email_url: str
    sms_url: str  # empty: nobody is sent a text
    mail_key: str  # empty: no letter comes back to us

    def owner(self) -> dict[str, str]:
        given = self.options.migrate_database_url or self.options.database_url
        return self._with(given or self._embedded(OWNER))

    def web(self) -> dict[str, str]:
        return self._with(self.options.database_url or self._embedded(WEB))

    def worker(self) -> dict[str, str]:
        given = self.options.worker_database_url or self.options.database_url
        return self._with(given or self._embedded(WORKER))

    def backup(self) -> dict[str, str]:
        """It copies the whole server, and alone knows what that is sealed with."""
        options = self.options
        given = options.backup_database_url
        if self.database is None and not given:
            raise CannotRun(
                "Set BACKUP_DATABASE_URL to a role with REPLICATION. Where the server gives "
                "you none, use backup_dump."
            )
        return self._with(given or self._embedded(BACKUP)) | self._backups()

    def dump(self) -> dict[str, str]:
        return self.owner() | self._backups()

    def _backups(self) -> dict[str, str]:
        if not (self.options.backup_dir and self.options.backup_keys):
            raise CannotRun("Set PIM_BACKUP_DIR and PIM_BACKUP_KEYS.")
        return {
            "PIM_BACKUP_DIR": str(self.options.backup_dir),
            "PIM_BACKUP_KEYS": self.options.backup_keys,
            "PIM_BACKUP_KEEP": str(self.options.backup_keep),
        }

    def granting(self) -> list[str]:
        """For ``prepare``: the database roles that own nothing, and which of them is the web's."""
        owner, web, worker = self._names()
        others = sorted({name for name in (web, worker) if name and name != owner})
        return [*others, f"--web={web}"] if self.guards_rows() else others

    def guards_rows(self) -> bool:
        """Whether the web process has a role of its own, which need not see everything."""
        owner, web, worker = self._names()
        return bool(web) and web not in (owner, worker)

    def _names(self) -> list[str]:
        urls = (env["DATABASE_URL"] for env in (self.owner(), self.web(), self.worker()))
        return [unquote(urlsplit(url).username or "") for url in urls]

    def shared(self) -> dict[str, str]:
        """What a command beside a running service takes over from it."""
        options = self.options
        known = {
            "PIM_VAR": str(self.folders.var),
            "PORT": str(options.port),
            "PIM_DEMO": "1" if options.demo else "0",
            "PIM_CLOCK_OFFSET": str(options.clock_offset),
            "PIM_EMAIL_URL": self.email_url,
            "REDIS_URL": existing.as_kombu(options.redis_url)
            if options.redis_url
            else self._embedded_broker(),
        }
        perhaps = {
            "PIM_BASE_URL": options.base_url,
            "PIM_SMS_URL": self.sms_url,
            "PIM_MAIL_KEY": self.mail_key,
        }
        if options.backup_dir:  # what is erased stays so after a restore
            perhaps["PIM_ERASURES_FILE"] = os.environ.get("PIM_ERASURES_FILE") or str(
                options.backup_dir / "erasures"
            )
        return known | {name: value for name, value in perhaps.items() if value}

    def _with(self, database_url: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OURS_ALONE}
        secrets = {
            "SECRET_KEY": self.options.secret_key or self.keys.secret_key,
            "PIM_FIELD_KEYS": self.options.field_keys or self.keys.field_keys,
        }
        settings = {"DJANGO_SETTINGS_MODULE": "pim.settings", "DATABASE_URL": database_url}
        return kept | secrets | settings | self.shared()

    def _embedded(self, role: str) -> str:
        assert self.database is not None
        return self.database.url(role)

    def _embedded_broker(self) -> str:
        assert self.broker is not None
        return self.broker.url


def survey(
    options: Options, email_url: str, *, mailbox: bool = False, phones: int | None = None
) -> Surroundings:
    """Make the folders and keys that are missing, and say where everything is.

    ``mailbox``: it is our own, which hands in what comes back. ``phones``: the port of our own
    provider of texts.
    """
    place = folders.Folders(options.var)
    place.make()
    own = keys.load_or_make(place.keys)
    sockets = place.sockets()
    secret = options.secret_key or own.secret_key
    waits = options.backup_dir is not None and options.backup_sync
    database = Database(place.var, sockets / "db", own.database_password, waits_for_backup=waits)
    broker = Broker(place.var / "broker", sockets / "broker.sock")
    return Surroundings(
        options=options,
        folders=place,
        keys=own,
        database=None if options.database_url else database,
        broker=None if options.redis_url else broker,
        email_url=email_url,
        sms_url=options.sms_url or (_own_provider(phones, secret) if phones else ""),
        mail_key=options.mail_key or (keys.derived(secret, "mail") if mailbox else ""),
    )


def _own_provider(port: int, secret: str) -> str:
    password = keys.derived(secret, "texts")
    return f"http://local:{password}@127.0.0.1:{port}/2010-04-01?from={OUR_NUMBER}"


def nowhere() -> dict[str, str]:
    """Settings for commands that open no database: made up, kept nowhere."""
    made_up = keys.fresh()
    defaults = {
        "DJANGO_SETTINGS_MODULE": "pim.settings",
        "SECRET_KEY": made_up.secret_key,
        "PIM_FIELD_KEYS": made_up.field_keys,
        "DATABASE_URL": "postgres://nobody@//nowhere/pim",
        "REDIS_URL": "redis+socket:///nowhere?virtual_host=0",
        "PIM_EMAIL_URL": "smtp://127.0.0.1:9",
    }
    asked = defaults | {name: value for name, value in os.environ.items() if value}
    read(asked)  # one clear line on a wrong setting
    return asked
