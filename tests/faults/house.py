"""All parts of the service without a supervisor, each to be killed and started at will.

The database keeps what it has acknowledged, as in earnest: it is stopped in the middle of work.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import redis
from celery import current_app
from django.db import connection
from django.db.models.functions import Now

from pim import clock
from pim.enums import MessageState
from pim.messages import channels, outbox
from pim.models import Message
from pim.quiet_hours import LONDON
from pim.stack import database as embedded
from pim.stack import processes
from pim.stack.broker import Broker
from pim.stack.database import NAME, OWNER, SUPERUSER, WEB, WORKER, Database
from pim.stack.options import BASE_DIR
from pim.stack.ports import bound
from pim.stack.testing import migrated

MADE = "made"  # the database with all tables, which every test's is a copy of
WORK = "worker --without-gossip --without-mingle --without-heartbeat"


class House:
    """``with House(folder) as house: house.new_database(); house.worker()``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Database(folder, folder / "db", "only-for-tests")
        self.broker = Broker(folder / "broker", folder / "broker.sock", throw_away=True)
        self.log = (folder / "parts.log").open("ab")
        self.more: dict[str, str] = {}
        self.parts: list[subprocess.Popen[bytes]] = []

    # --- Servers ------------------------------------------------------------------------------
    def __enter__(self) -> "House":
        self.start_postgres()
        self.start_broker()
        collecting = self._manage("collectstatic", "--noinput", "--verbosity=0")
        self.database.establish()
        migrated.fill(self.database, migrated.tables())
        preparing = self._manage("prepare", WEB, WORKER, f"--web={WEB}")
        assert (preparing.wait(120), collecting.wait(120)) == (0, 0)
        self._as_superuser(f"ALTER DATABASE {NAME} RENAME TO {MADE}")
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()
        processes.end(self.valkey, signal.SIGTERM, each=2)
        embedded.stop(self.postgres)
        self.log.close()

    def new_database(self) -> None:
        self._as_superuser(
            f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)",
            f"CREATE DATABASE {NAME} TEMPLATE {MADE} OWNER {OWNER}",
            f"GRANT CONNECT ON DATABASE {NAME} TO {WEB}, {WORKER}",
        )

    def clear(self) -> None:
        """All parts end, and what was set up for one test is forgotten."""
        while self.parts:
            self.kill(self.parts[-1])
        if self.valkey.poll() is not None:
            self.start_broker()
        if self.postgres.poll() is not None:
            self.start_postgres()
        self.flush()
        self.more.clear()

    def start_postgres(self) -> None:
        self.postgres = self.database.start(self.log)

    def stop_postgres(self) -> None:
        """As ``pg_ctl stop -m immediate`` does: nobody is waited for, nothing written out."""
        self.postgres.send_signal(signal.SIGQUIT)
        self.postgres.wait(20)
        connection.close()

    def start_broker(self) -> None:
        self.valkey = self.broker.start(self.log)

    def stop_broker(self) -> None:
        processes.kill(self.valkey)

    def flush(self) -> None:
        """Everything the broker carries is gone."""
        with redis.Redis(unix_socket_path=str(self.broker.socket)) as client:
            client.flushall()

    def _manage(self, *command: str) -> "subprocess.Popen[bytes]":
        manage = [sys.executable, "manage.py", *command]
        return processes.start(manage, env=self.env(OWNER), log=self.log, cwd=BASE_DIR)

    def _as_superuser(self, *statements: str) -> None:
        with self.database._as_superuser() as cursor:
            for statement in statements:
                cursor.execute(statement)

    # --- Parts --------------------------------------------------------------------------------
    def worker(self, queues: str = "default,risk", hands: int = 2, fault: str = ""):
        """A Celery worker with so many processes. ``fault``: one of tests.faults.planted."""
        command = f"-A pim.celery {WORK} -Q {queues} -c {hands} -n {queues}@{len(self.parts)}"
        return self._part(program("celery", fault), *command.split(), role=WORKER)

    def beats(self, count: int = 2) -> None:
        """Two, always: whatever they send twice must do no harm."""
        for number in range(count):
            schedule = self.folder / f"schedule-{time.monotonic_ns()}-{number}"
            command = f"-A pim.celery beat --pidfile= --schedule={schedule}"
            self._part(["celery"], *command.split(), role=WORKER)

    def web(self, fault: str = "") -> str:
        """Gunicorn as the service starts it; its address, once it answers."""
        with bound(0, waits=True) as listener:
            port = listener.getsockname()[1]
            self.more |= {"PORT": str(port), "PIM_BASE_URL": f"http://localhost:{port}"}
            command = ["-c", "python:pim.stack.web", "--bind", f"fd://{listener.fileno()}"]
            self._part(program("gunicorn", fault), *command, role=WEB, fd=listener.fileno())
        return f"http://localhost:{port}"

    def kill(self, part: "subprocess.Popen[bytes]") -> None:
        """The whole group at once, with -9."""
        processes.kill(part)
        self.parts.remove(part)

    def _part(self, program: list[str], *command: str, role: str, fd: int | None = None):
        part = processes.start(
            [sys.executable, "-m", *program, *command],
            env=self.env(role),
            log=self.log,
            cwd=BASE_DIR,
            pass_fds=() if fd is None else (fd,),
        )
        self.parts.append(part)
        return part

    def env(self, role: str) -> dict[str, str]:
        ours = {"DATABASE_URL": self.database.url(role), "REDIS_URL": self.broker.url}
        return os.environ | ours | self.more

    # --- The test's own hands -------------------------------------------------------------------
    @contextmanager
    def entered(self) -> Iterator[None]:
        """Inside this block the models of the test itself are rows of this house."""
        ours, known = connection.settings_dict, dict(connection.settings_dict)
        connection.close()
        here = {"HOST": str(self.database.sockets), "NAME": NAME, "PORT": ""}
        ours.update(here | {"USER": SUPERUSER, "PASSWORD": self.database.password})
        try:
            with _poking(self.broker.url):
                yield
        finally:
            connection.close()
            ours.update(known)


@contextmanager
def _poking(broker_url: str) -> Iterator[None]:
    """The test's own pokes go to this broker."""
    known, current_app.conf.broker_url = current_app.conf.broker_url, broker_url
    current_app._pool = current_app.amqp._producer_pool = None
    try:
        yield
    finally:
        current_app.conf.broker_url = known
        current_app._pool = current_app.amqp._producer_pool = None


def program(name: str, fault: str) -> list[str]:
    return ["tests.faults.planted", fault, name] if fault else [name]


def two_minutes_later() -> None:
    """The leases of those who were just killed have run out; nobody else may hold one."""
    Message.objects.filter(claim__isnull=False).update(lease_until=Now())
    outbox.sweep()


def no_longer_waits() -> None:
    """The time between two tries has passed."""
    Message.objects.filter(state=MessageState.QUEUED).update(due_at=clock.now())
    channels._poke(risk=False)


def wait_until(true, within: float = 30, what: str = "It did not happen in time") -> float:
    """Seconds it took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < within, what
        time.sleep(0.05)
    return time.monotonic() - begun


def seconds_to_a_working_morning() -> int:
    """How far to shift the clock so that it is eleven in London on a Wednesday."""
    now = clock.wall().astimezone(LONDON)
    morning = (now + timedelta(days=(2 - now.weekday()) % 7)).replace(hour=11, minute=0)
    return int((morning - now).total_seconds())
