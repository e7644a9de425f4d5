"""The embedded PostgreSQL: made once, started on a private unix socket, never on the network."""

import os
import pwd
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pim.stack import processes, programs
from pim.stack.errors import CannotRun
from pim.stack.processes import NOBODY, Account

SUPERUSER = "postgres"
OWNER, WEB, WORKER = "pim_owner", "pim_web", "pim_worker"
BACKUP = "pim_backup"  # copies the whole server, row by row it reads nothing
NAME = "pim"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and details would carry what people wrote into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # What a backup has not fetched is kept for it, but never until the disk is full.
    "max_slot_wal_keep_size": "4GB",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PLAIN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Database:
    """One cluster. ``parent`` holds the data folder, ``sockets`` the socket and nothing else."""

    parent: Path
    sockets: Path
    password: str
    throw_away: bool = False
    waits_for_backup: bool = False

    @property
    def data(self) -> Path:
        return self.parent / f"postgres-{programs.postgres_major()}"

    def url(self, role: str) -> str:
        """A ``DATABASE_URL`` for a role, through the socket."""
        return f"postgres://{role}:{quote(self.password)}@/{quote(str(self.sockets))}/{NAME}"

    def start(self, log) -> "subprocess.Popen[bytes]":
        """Make the cluster when there is none, start it, and wait until it answers."""
        account = account_for(self.data)
        _private_folder(self.sockets, account)
        if not self.data.exists():
            _make(self, account, log)
        _forget_dead_server(self.data)
        process = _run(_server_command(self), account, log)
        try:
            self._wait(process)
        except BaseException:
            stop(process)
            raise
        return process

    def connect(self, name: str = "postgres", role: str = SUPERUSER):
        import psycopg2

        return psycopg2.connect(
            host=str(self.sockets), dbname=name, user=role, password=self.password
        )

    def establish(self) -> None:
        """Create the roles and the database where they are missing."""
        with self._as_superuser() as cursor:
            _create_roles(cursor, self.password)
            _create_database(cursor)

    def renew(self) -> None:
        """Throw the database away and create an empty one."""
        with self._as_superuser() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
            _create_database(cursor)

    @contextmanager
    def _as_superuser(self):
        from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

        connection = self.connect()
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET synchronous_commit = local")  # the backup runs after us
                yield cursor
        finally:
            connection.close()

    def _wait(self, process, within: float = 60) -> None:
        import psycopg2

        deadline = time.monotonic() + within
        while True:
            if process.poll() is not None:
                raise CannotRun("The database did not start.")
            try:
                self.connect().close()
                return
            except psycopg2.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise CannotRun(
                        f"The keys do not open the database in {self.data}; were they replaced?"
                    ) from None
                if time.monotonic() > deadline:
                    raise CannotRun("The database did not answer in time.") from None
                time.sleep(0.05)


def stop(process) -> None:
    """Fast shutdown; immediate when clients hold on."""
    processes.end(process, signal.SIGINT, signal.SIGQUIT, each=3)


def account_for(data: Path) -> Account | None:
    """PostgreSQL refuses root: run it as the owner of the data, a new folder as nobody.

    Where nobody cannot even reach the folder, root's own namespace makes it look like nobody.
    So it does for a user whose number has no name, which PostgreSQL refuses too.
    """
    if os.geteuid() != 0:
        return None if _has_name() else Account(os.geteuid(), os.getegid(), own_namespace=True)
    if data.exists():
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid, own_namespace=owner.st_uid == 0)
    reachable = _open_to_all(data.parent) and _open_to_all(programs.postgres("postgres"))
    return Account(NOBODY, NOBODY) if reachable else Account(0, 0, own_namespace=True)


def _has_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _open_to_all(path: Path) -> bool:
    """Whether anybody may enter this path and all the folders above it."""
    path = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _private_folder(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account:
        os.chown(folder, account.uid, account.gid)


def _make(database: Database, account: Account | None, log) -> None:
    """initdb beside the final name, so that a broken start leaves no half-made cluster."""
    unfinished = database.data.with_suffix(".unfinished")
    _remove(unfinished)
    _private_folder(unfinished, account)
    password = database.sockets / "password"
    password.write_text(database.password)
    password.chmod(0o600)
    _private_file(password, account)
    command = [
        programs.postgres("initdb"),
        f"--pgdata={unfinished}",
        f"--username={SUPERUSER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-sync" if database.throw_away else "--sync-method=fsync",
    ]
    try:
        if _run(command, account, log).wait(timeout=120) != 0:
            raise CannotRun("The database could not be made; the log says why.")
    finally:
        password.unlink()
    unfinished.rename(database.data)


def _private_file(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def _remove(folder: Path) -> None:
    import shutil

    if folder.exists():
        shutil.rmtree(folder)


def _server_command(database: Database) -> list[str | Path]:
    settings = SETTINGS | (THROW_AWAY if database.throw_away else {})
    if database.waits_for_backup:
        settings |= {"synchronous_standby_names": BACKUP}
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    server = programs.postgres("postgres")
    return [server, "-D", database.data, "-k", database.sockets, *options]


def _run(command, account, log) -> "subprocess.Popen[bytes]":
    """SIGQUIT on the death of the supervisor: the server ends its own children first."""
    try:
        return processes.start(
            command, env=PLAIN_ENVIRONMENT, log=log, dies_by=signal.SIGQUIT, account=account
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise CannotRun(
            "PostgreSQL refuses root, and this machine lets it be nobody else: "
            "start as an ordinary user."
        ) from error


def _forget_dead_server(data: Path, within: float = 10) -> None:
    """Wait for a server that is still going down; drop the mark of one that is gone.

    Only called with the lock of the folder held, so the mark cannot be of a living stack.
    """
    mark = data / "postmaster.pid"
    deadline = time.monotonic() + within
    while mark.exists():
        first = mark.read_text().split("\n", 1)[0]
        if not first.isdigit() or not _serves(int(first), data):
            mark.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise CannotRun(f"Another database server (process {first}) uses {data}.")
        else:
            time.sleep(0.1)


def _serves(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return str(data).encode() in command


def _create_roles(cursor, password: str) -> None:
    for role in (OWNER, WEB, WORKER, BACKUP):
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            may_copy = "REPLICATION" if role == BACKUP else ""
            cursor.execute(f"CREATE ROLE {role} LOGIN {may_copy} PASSWORD %s", [password])


def _create_database(cursor) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE DATABASE {NAME} OWNER {OWNER}")
    cursor.execute(f"REVOKE ALL ON DATABASE {NAME} FROM PUBLIC")
    cursor.execute(f"GRANT CONNECT ON DATABASE {NAME} TO {WEB}, {WORKER}")
    cursor.execute(f"GRANT TEMPORARY ON DATABASE {NAME} TO {WORKER}")  # it makes releases
