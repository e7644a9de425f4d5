"""The whole server is lost while people write: what is there again, and how soon."""

import os
import re
import shutil
import signal
import threading
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from pim.stack import existing
from pim.stack.database import OWNER, Database
from pim.stack.folders import Folders
from pim.stack.keys import load_or_make
from pim.stack.testing.whole_stack import Stack, alive
from tests.attacks.visitors import Visitor, networks
from tests.faults.house import wait_until

WRITERS, A_SECOND, SECONDS = 4, 12, 8
CANARY = "Zanzibarina"
LONGEST = 30 * 60  # seconds
HER_NAME = "/refer/yourself/you/"
MAKE = "from tests import factories as make; print(make.ReferralFactory().parent_id)"
ERASE = """
from pim import clock
from pim.access.audit import SYSTEM
from referrals import actions
actions.erase(parent_id="{}", by=SYSTEM, now=clock.now())
"""
READABLE = re.compile(rb"[ -~]{32,}")


class Written:
    """``with Written(address) as written``: forms begun at a steady rate, and when each was
    acknowledged."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.acknowledged: dict[UUID, datetime] = {}
        self.unanswered = 0
        self.last: Visitor | None = None
        self._where = networks("198.18")
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(WRITERS)]

    def __enter__(self) -> "Written":
        for thread in self._threads:
            thread.start()
        return self

    def _write(self) -> None:
        while not self._over.wait(WRITERS / A_SECOND):
            she = Visitor(self.address, next(self._where))
            try:
                answer = she.post(HER_NAME, {"called": CANARY, "age_band": "18_plus"})
            except OSError:
                self.unanswered += 1
                continue
            if answer.status == 302:
                self.acknowledged[draft_of(she)] = datetime.now(UTC)
                self.last = she

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


def draft_of(she: Visitor) -> UUID:
    return UUID(she.cookies["form-yourself"].strip('"').partition(":")[0])


class Service(Stack):
    """One that is backed up, into a folder that outlives it."""

    def __init__(self, folder: Path, backups: Path, key: str, *, sync: bool) -> None:
        waits = "1" if sync else "0"
        backed_up = {"PIM_BACKUP_DIR": str(backups), "PIM_BACKUP_KEYS": key}
        super().__init__(folder, PIM_BACKUP_SYNC=waits, **backed_up)

    def is_lost(self) -> None:
        """Every process dies at the same moment, and with them all that was on the disk."""
        everyone = self.processes()
        for process in everyone:
            os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not alive(everyone), within=10)
        shutil.rmtree(self.var)

    def woman(self) -> UUID:
        return UUID(self.shell(MAKE).split()[-1])

    def erase(self, key: UUID) -> None:
        self.shell(ERASE.format(key))

    def shell(self, code: str) -> str:
        done = self.manage("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def drafts(self) -> set[UUID]:
        return {UUID(key) for (key,) in self.ask("SELECT id::text FROM referrals_draft")}

    def ask(self, question: str) -> list[tuple]:
        password = load_or_make(Folders(self.var).keys).database_password
        database = Database(self.var, Folders(self.var).sockets() / "db", password)
        connection = existing.connect(database.url(OWNER))
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            found = cursor.fetchall()
        connection.close()
        return found


@pytest.fixture(scope="module")
def key() -> str:
    return Fernet.generate_key().decode()


class Loss(NamedTuple):
    written: Written
    backups: Path
    keys: bytes  # of the service: they are kept elsewhere too
    erased: UUID
    before_that: datetime


@pytest.fixture(scope="module")
def losses(tmp_path_factory, tables, key):
    """``losses(sync=True)``: a service that is gone, and what it had acknowledged."""

    @cache
    def lose(*, sync: bool) -> Loss:
        folder = tmp_path_factory.mktemp("lost")
        backups = folder / "backups"
        with Service(folder, backups, key, sync=sync) as service:
            service.fill(tables)
            service.start()
            wait_until(lambda: service.manage("backup", "--check").returncode == 0, within=90)
            keys = (service.var / "keys.json").read_bytes()
            woman = service.woman()
            before_that = datetime.now(UTC)
            service.erase(woman)
            with Written(service.base_url) as written:
                time.sleep(SECONDS)
                service.is_lost()
        assert len(written.acknowledged) > 20
        return Loss(written, backups, keys, woman, before_that)

    return lose


@pytest.fixture
def lost(losses, tmp_path):
    """The same, with a copy of the backups that a test may damage."""

    def copied(*, sync: bool) -> Loss:
        loss = losses(sync=sync)
        shutil.copytree(loss.backups, tmp_path / "backups")
        return loss._replace(backups=tmp_path / "backups")

    return copied


@pytest.fixture
def new(tmp_path, key):
    """Another machine, on which nothing is but the keys."""
    with Service(tmp_path / "second", tmp_path / "backups", key, sync=False) as service:
        service.var.mkdir(parents=True)
        yield service


def restored(service: Service, keys: bytes, *more: str) -> tuple[datetime, float]:
    """The recovery point it states, and the seconds until the service is ready again."""
    (service.var / "keys.json").write_bytes(keys)
    begun = time.monotonic()
    done = service.manage("restore", *more)
    assert done.returncode == 0, done.stderr
    service.start()
    took = time.monotonic() - begun
    said = re.search(r"until (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", done.stdout)
    assert said, done.stdout
    return datetime.strptime(said[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC), took


@pytest.mark.parametrize("sync", [True, False], ids=["waited for", "not waited for"])
def test_everything_acknowledged_before_the_recovery_point_is_there(lost, new, figures, sync):
    written, backups, keys, *_ = lost(sync=sync)
    readable = [path.name for path in backups.rglob("*.sealed") if in_plain(path)]

    point, took = restored(new, keys)

    there = new.drafts()
    missing = {key: at for key, at in written.acknowledged.items() if key not in there}
    before = [key for key, at in missing.items() if at < point]
    crashed_at = max(written.acknowledged.values())
    figures(
        f"server lost and restored, {'waited for' if sync else 'not waited for'}",
        acknowledged=len(written.acknowledged),
        missing=len(missing),
        missing_before_the_recovery_point=len(before),
        recovery_point=f"{max(0, (crashed_at - point).total_seconds()):.1f} s before the loss",
        ready_after=f"{took:.0f} s",
        files_with_anything_readable=len(readable),
    )
    assert before == []
    assert not (sync and missing)
    assert took < LONGEST
    assert readable == []
    assert the_last_of(there, written, new), "what she wrote cannot be read"
    # A base of the new history is being taken, and rows of the last seconds are to be sealed.
    well(new, "backup", "--check")
    well(new, "audit_verify")


def well(service: Service, *command: str) -> None:
    wait_until(lambda: service.manage(*command).returncode == 0, 60, f"{command} complains")


def test_who_was_erased_stays_so_though_the_backup_knew_her(lost, new, figures):
    """Restored to before she was erased; nobody has to think of it."""
    loss = lost(sync=True)
    restored(new, loss.keys, "--until", loss.before_that.isoformat())

    known = f"FROM referrals_parent WHERE id = '{loss.erased}'"
    ((called, erased),) = new.ask(f"SELECT called, erased_at IS NOT NULL {known}")
    figures("restored to before an erasure", erased_again=int(erased))
    assert (called, erased) == (None, True)


def the_last_of(there: set[UUID], written: Written, service: Service) -> bool:
    """Her browser goes on where it was: the row is there, and the keys still open it."""
    she = written.last
    assert she is not None
    if draft_of(she) not in there:
        return True
    she.host = f"localhost:{service.port}"
    return CANARY in she.get(HER_NAME).body


def in_plain(path: Path) -> bool:
    content = path.read_bytes()
    return CANARY.encode() in content or bool(READABLE.search(content))


def test_planted_fault_without_the_log_rows_are_missing_and_the_check_complains(lost, new, figures):
    written, backups, keys, *_ = lost(sync=True)
    shutil.rmtree(backups / "log")
    point, _ = restored(new, keys)

    there = new.drafts()
    missing = [key for key in written.acknowledged if key not in there]
    after = [key for key in missing if written.acknowledged[key] > point]
    figures("planted: the log was not kept", missing=len(missing))
    assert missing
    assert missing == after, "rows are missing that it said were there"


def test_planted_fault_a_damaged_piece_is_told_and_nothing_is_touched(lost, new, figures):
    _, backups, keys, *_ = lost(sync=True)
    (new.var / "keys.json").write_bytes(keys)
    pieces = [next(backups.glob("base/*/content.sealed")), sorted(backups.glob("log/*/*"))[-1]]
    told = 0
    for piece in pieces:
        whole = piece.read_bytes()
        piece.write_bytes(whole[: len(whole) // 2] + b"?" + whole[len(whole) // 2 + 1 :])
        refused = new.manage("restore")
        piece.write_bytes(whole)
        told += refused.returncode == 3 and "damaged" in refused.stderr
        assert not list(new.var.glob("postgres-*")), "it began on what it should not touch"
    figures("planted: one byte changed", told=f"{told} of {len(pieces)}")
    assert told == len(pieces)
    assert new.manage("restore").returncode == 0
    assert new.manage("restore").returncode == 4, "over a folder that holds data"
