"""The disk runs full while people write: what was acknowledged stays, and writing resumes."""

import os
import subprocess
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from pim.stack.testing.mail_server import MailServer
from tests import factories as make
from tests.attacks.visitors import Visitor
from tests.faults.counting import count, nothing_waits, rows_taken
from tests.faults.house import House, seconds_to_a_working_morning, wait_until
from tests.faults.people import Crowd, rows
from tests.faults.test_abandoned_answers import opens
from tests.faults.test_database_down import Watch
from tests.faults.test_outbox_under_fire import invite
from tests.faults.women import staffed_site

SIZE, AT_ONCE, SECONDS = "500m", 6, 10


class SmallDisk:
    """``with SmallDisk(folder) as disk``: a file system of its own, which can be filled."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ballast = folder, folder / "ballast"

    def __enter__(self) -> "SmallDisk":
        self.folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", self.folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"No small disk can be made; only root may mount: {done.stderr}", False)
        return self

    def __exit__(self, *error: object) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def fill(self) -> None:
        with self.ballast.open("ab", buffering=0) as file:
            for piece in (1024 * 1024, 4096):
                with suppress(OSError):
                    while file.write(b"x" * piece) == piece:
                        pass

    def free(self) -> int:
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def clear(self) -> None:
        self.ballast.unlink()


@contextmanager
def full(disk: SmallDisk):
    """Whatever becomes free inside the block is taken at once."""
    disk.fill()
    yield
    disk.clear()


@pytest.fixture
def disk(tmp_path):
    with SmallDisk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def small(disk, settings, tables, django_db_blocker):
    """The whole house on it: the database, the broker and every log."""
    offset = seconds_to_a_working_morning()
    settings.CLOCK_OFFSET = timedelta(seconds=offset)
    with django_db_blocker.unblock(), House(disk.folder) as house:
        house.more |= {"PIM_CLOCK_OFFSET": str(offset), "PIM_TRUSTED_PROXIES": "1"}
        house.new_database()
        with house.entered():
            yield house


def crowd_at(house, fault: str = "") -> Crowd:
    staffed_site()
    address = house.web(fault)
    opens(address)
    return Crowd(address, AT_ONCE)


def test_what_was_acknowledged_is_there_and_writing_resumes(small, disk, figures):
    with MailServer() as post_office:
        small.more["PIM_EMAIL_URL"] = f"smtp://127.0.0.1:{post_office.port}"
        worker = small.worker()
        small.beats()
        parts = list(small.parts)
        crowd = crowd_at(small)
        with crowd.coming(), Watch(crowd.address) as watch:
            wait_until(lambda: len(crowd.thanked) > 10, within=60)
            with full(disk):
                wait_until(lambda: crowd.answers[503] > 10, within=60)
                time.sleep(SECONDS)
                before = len(crowd.thanked)
            resumed = wait_until(lambda: len(crowd.thanked) > before, within=60)
            wait_until(lambda: len(crowd.thanked) > before + 10, within=60)
        invite(make.ProgrammeFactory(), range(10))
        wait_until(nothing_waits, within=90)
        sent = count(rows_taken(post_office))
    found = rows()
    figures(
        f"disk full for {SECONDS} s and more",
        thanked=len(crowd.thanked),
        missing=len(set(crowd.thanked) - set(found)),
        twice=sum(times > 1 for times in found.values()),
        told_to_try_again=crowd.answers[503],
        otherwise_refused=len(crowd.unkind) + crowd.cut,
        help_page=f"{watch.statuses.count(200)} of {len(watch.statuses)} with 200",
        taken_again_after=f"{resumed:.1f} s",
        mails_lost=sent.lost,
    )
    assert [(one.status, one.body[:300]) for one in crowd.unkind] == []
    assert (crowd.cut, crowd.began_again, crowd.gave_up) == (0, 0, [])
    assert found == dict.fromkeys(crowd.thanked, 1)
    assert set(watch.statuses) == {200}
    assert (sent.lost, sent.twice) == (0, 0)
    assert worker.poll() is None and all(part.poll() is None for part in parts)
    assert Visitor(crowd.address).get("/health/ready").status == 200


def test_a_log_of_changes_that_cannot_grow_loses_nothing_either(small, disk, figures):
    """PostgreSQL then stops dead, and whoever looks after it starts it again when there is room."""
    crowd = crowd_at(small)
    with crowd.coming():
        wait_until(lambda: len(crowd.thanked) > 10, within=60)
        with full(disk):
            leaves_no_log_to_write_in(small, disk)
            wait_until(lambda: crowd.answers[503] > 10, within=60)
            time.sleep(3)
        if small.postgres.poll() is not None:
            small.start_postgres()
        before = len(crowd.thanked)
        wait_until(lambda: len(crowd.thanked) > before + 10, within=60)
    found = rows()
    figures(
        "no room for the database's own log",
        thanked=len(crowd.thanked),
        missing=len(set(crowd.thanked) - set(found)),
        told_to_try_again=crowd.answers[503],
        otherwise_refused=len(crowd.unkind) + crowd.cut,
    )
    assert [(one.status, one.body[:300]) for one in crowd.unkind] == []
    assert (crowd.cut, crowd.began_again, crowd.gave_up) == (0, 0, [])
    assert found == dict.fromkeys(crowd.thanked, 1)


def leaves_no_log_to_write_in(house, disk: SmallDisk) -> None:
    """One segment after the other is closed until no new one can be made."""
    with suppress(Exception):
        for _ in range(100):
            house._as_superuser("SELECT pg_switch_wal()", "CHECKPOINT")
            disk.fill()


def test_planted_fault_thanked_although_it_is_not_written_some_are_missing(small, disk, figures):
    crowd = crowd_at(small, fault="thanks_whatever_happens")
    with crowd.coming():
        wait_until(lambda: len(crowd.thanked) > 10, within=60)
        with full(disk):
            wait_until(lambda: set(crowd.thanked) - set(rows()), within=60)
    missing = set(crowd.thanked) - set(rows())
    figures("planted: thanked although it is not written", missing=len(missing))
    assert missing
