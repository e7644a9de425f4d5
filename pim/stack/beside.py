"""``manage.py``: beside a running service, or with a database started for this one command."""

import json
import os
import signal
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pim.errors import DomainError
from pim.stack import database as embedded
from pim.stack import demo, existing, folders, options, processes, surroundings
from pim.stack.errors import CannotRun
from pim.stack.options import BASE_DIR
from pim.stack.surroundings import Surroundings

# These open no database, whether one runs or not.
WITHOUT_DATABASE = frozenset(
    {
        "analyse",
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "proportion",
        "restore",
        "score",
        "sendtestemail",
        "startapp",
        "startproject",
        "version",
    }
)
# These change tables, so they work as the owner.
BY_THE_OWNER = frozenset(
    {
        "createcachetable",
        "dbshell",
        "flush",
        "grant_roles",
        "inspectdb",
        "migrate",
        "pgtrigger",
        "prepare",
        "showmigrations",
        "sqlflush",
        "sqlmigrate",
        "squashmigrations",
    }
)
# These copy the whole server; they look at no row.
BY_THE_BACKUP = frozenset({"backup", "backup_log"})
# These fill an empty database themselves, or do not care what is in it.
WITHOUT_DEMO = (
    BY_THE_OWNER
    | BY_THE_BACKUP
    | {"backup_dump", "restore_dump"}
    | {"load_demo", "simulate", "bulk_load"}
)


def manage(argv: Sequence[str]) -> int:
    """Run one management command; faults of the surroundings become one clear line."""
    signal.signal(signal.SIGTERM, lambda sign, frame: sys.exit(128 + sign))
    try:
        command = argv[1] if len(argv) > 1 else "help"
        if _opens_no_database(command, argv):
            return _execute(argv, surroundings.nowhere())
        with _database_for(command) as env:
            return _execute(argv, env)
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1


def _opens_no_database(command: str, argv: Sequence[str]) -> bool:
    asks_for_help = {"-h", "--help", "--version"} & set(argv)
    only_reads_backups = command == "backup" and "--check" in argv
    if asks_for_help or only_reads_backups:
        return True
    return command in WITHOUT_DATABASE and "--database" not in argv


@contextmanager
def _database_for(command: str) -> Iterator[dict[str, str]]:
    """The environment of a command that opens the database, which answers meanwhile."""
    asked = options.read(os.environ)
    if asked.database_url:
        existing.check_databases(asked)
        yield _as_given(asked, command)
        return
    place = folders.Folders(asked.var)
    place.make()
    with folders.Lock(place, "command") as lock:
        if _take_or_join(lock):
            yield from _alone(asked, command)
        else:
            yield _beside(place, command)


def _take_or_join(lock: folders.Lock) -> bool:
    """True: the folder is ours. False: a service runs on it. Lonely commands take turns."""
    told = False
    while not lock.try_to_take():
        if lock.holder().startswith("run"):
            return False
        if not told:
            print("Waiting for another manage.py command to end.", file=sys.stderr)
        told = True
        time.sleep(0.2)
    return True


def _as_given(asked: options.Options, command: str) -> dict[str, str]:
    """``DATABASE_URL`` names the server; what else is missing is filled in harmlessly."""
    here = surroundings.survey(asked, asked.email_url or "smtp://127.0.0.1:9")
    return _role_of(here, command)


def _beside(place: folders.Folders, command: str) -> dict[str, str]:
    """As the running service: its clock, its address, its mail server, its database."""
    known = _told_by_the_service(place)
    if known.pop("DATABASE") != "embedded":
        raise CannotRun("The running service uses DATABASE_URL. Set it for this command too.")
    asked = options.read(known | {name: value for name, value in os.environ.items() if value})
    return _role_of(surroundings.survey(asked, known["PIM_EMAIL_URL"]), command)


def _told_by_the_service(place: folders.Folders, within: float = 180) -> dict[str, str]:
    """What it wrote down when its database was up to date; while it starts, wait for that."""
    deadline = time.monotonic() + within
    while not place.running.exists():
        if time.monotonic() > deadline:
            raise CannotRun("The service is starting and its database is not there yet.")
        time.sleep(0.2)
    return json.loads(place.running.read_text())


def _alone(asked: options.Options, command: str) -> Iterator[dict[str, str]]:
    """Start the database, bring it up to date, and stop it when the command has ended."""
    here = surroundings.survey(asked, asked.email_url or "smtp://127.0.0.1:9")
    assert here.database is not None
    with here.folders.open_log("database") as log:  # no backup runs beside us to be waited for
        process = replace(here.database, waits_for_backup=False).start(log)
    try:
        here.database.establish()
        demo.undo_half(here)
        _run(here, "migrate", ["prepare", *here.granting()], here.owner())
        if command not in WITHOUT_DEMO and demo.is_wanted(here):
            print("Loading the demo programme. This happens once.", file=sys.stderr)
            with demo.loading(here):
                _run(here, "demo", ["load_demo"], here.worker())
        yield _role_of(here, command)
    finally:
        embedded.stop(process)
        here.folders.forget_sockets()


def _run(here: Surroundings, log: str, command: list[str], env: dict[str, str]) -> None:
    with here.folders.open_log(log) as file:
        call = [sys.executable, "-m", "django", *command]
        process = processes.start(call, env=env, log=file, cwd=BASE_DIR)
    try:
        status = process.wait()
    finally:
        processes.kill(process)
    if status != 0:
        raise CannotRun(f"{command[0]} failed; see {here.folders.log(log)}")


def _role_of(here: Surroundings, command: str) -> dict[str, str]:
    if command in BY_THE_BACKUP:
        return here.backup()
    if command in ("backup_dump", "restore_dump"):
        return here.dump()
    return here.owner() if command in BY_THE_OWNER else here.worker()


def _execute(argv: Sequence[str], env: dict[str, str]) -> int:
    """Hand over to Django in this process."""
    os.environ.update(env)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, InterfaceError

    # Looking whether the history in the database fits is a courtesy; there may be none.
    warnings.filterwarnings("ignore", "Got an error checking a consistent", RuntimeWarning)
    try:
        execute_from_command_line(list(argv))
    except (DomainError, ImproperlyConfigured, DatabaseError, InterfaceError) as error:
        if "--traceback" in argv:
            raise
        print(f"{argv[1]}: {existing.first_line(error)}", file=sys.stderr)
        return 1
    return 0
