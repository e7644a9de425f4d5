"""A small server of its own: kept while it is written to, and made again from that."""

import os
import threading
import time
from contextlib import contextmanager

import pytest
from cryptography.fernet import Fernet

from pim import clock
from pim.backups import base, dumps, restoring, server
from pim.backups.errors import BackupError, Damaged, TargetInUse
from pim.backups.keys import Keys
from pim.backups.place import Place
from pim.backups.receiver import Receiver
from pim.stack import database as embedded
from pim.stack import programs
from pim.stack.database import BACKUP, OWNER, Database


@contextmanager
def running(folder, data=None):
    database = Database(folder, folder / "s", "only-for-tests", waits_for_backup=data is None)
    folder.mkdir(exist_ok=True)
    if data:
        data.rename(database.data)
    with (folder / "log").open("ab") as log:
        process = database.start(log)
    try:
        yield database
    finally:
        embedded.stop(process)


def run(database, statement, name="pim", role=OWNER):
    connection = database.connect(name, role)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


@contextmanager
def kept(place, url):
    over = threading.Event()
    with Receiver(place, url) as receiver:
        thread = threading.Thread(target=receiver.receive, args=[60, over.is_set])
        thread.start()
        try:
            yield receiver
        finally:
            over.set()
            thread.join()


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A server that waits for its backup: one row before the base, one after, one after noon."""
    folder = tmp_path_factory.mktemp("lived")
    place = Place(folder / "backups", Keys(Fernet.generate_key().decode()))
    place.make()
    with running(folder / "first") as database:
        database.establish()
        url = database.url(BACKUP)
        with kept(place, url):
            run(database, "CREATE TABLE words (word text)")
            run(database, "INSERT INTO words VALUES ('before')")
            base.take(place, url, clock.wall)
            run(database, "INSERT INTO words VALUES ('after')")
            time.sleep(0.05)
            noon = clock.wall()
            time.sleep(0.05)
            run(database, "INSERT INTO words VALUES ('late')")
        dumps.take(place, database.url(OWNER), clock.wall)
        yield place, noon, database


def words_in(folder, data):
    with running(folder, data) as database:
        return [word for (word,) in run(database, "SELECT word FROM words ORDER BY ctid")]


def restored(place, tmp_path, **how):
    data = tmp_path / "data"
    done = restoring.restore(place, data, say=lambda line: None, **how)
    assert done.replayed
    return words_in(tmp_path / "second", data)


def test_all_of_it_comes_back(lived, tmp_path):
    place, _, _ = lived
    assert restored(place, tmp_path) == ["before", "after", "late"]


def test_it_comes_back_as_it_was_at_a_moment(lived, tmp_path):
    place, noon, _ = lived
    assert restored(place, tmp_path, until=noon) == ["before", "after"]


def test_a_moment_that_is_not_kept_is_refused(lived, tmp_path):
    place, noon, _ = lived
    for moment in (noon.replace(year=2020), noon.replace(year=2090)):
        with pytest.raises(Damaged, match=r"finished after|can be followed until"):
            restoring.restore(place, tmp_path / "data", moment)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_holds_something_is_left_alone(lived, tmp_path):
    place, _, _ = lived
    (tmp_path / "kept").write_text("kept")
    with pytest.raises(TargetInUse):
        restoring.restore(place, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_dump_comes_back_into_an_empty_database_only(lived):
    place, _, database = lived
    url = database.url(OWNER)
    with pytest.raises(TargetInUse):
        dumps.restore(place, url)
    run_alone(database, f"CREATE DATABASE other OWNER {OWNER}")
    with kept(place, database.url(BACKUP)):
        dumps.restore(place, url.removesuffix("pim") + "other")
    assert run(database, "SELECT count(*) FROM words", "other") == [(3,)]


def run_alone(database, statement):
    with database._as_superuser() as cursor:
        cursor.execute(statement)


def test_the_role_of_backups_reads_no_row(lived):
    _, _, database = lived
    with pytest.raises(Exception, match="permission denied"):
        run(database, "SELECT * FROM words", role=BACKUP)


def test_a_role_that_may_not_copy_is_told_in_one_line(lived, tmp_path):
    place, _, database = lived
    with pytest.raises(BackupError, match=r"The database cannot be reached: .*WAL sender"):
        server.replication(database.url(OWNER))
    with pytest.raises(BackupError, match="The server gave no base"):
        base.take(place, database.url(OWNER), clock.wall)
    assert len(place.kept("base")) == 1


def test_an_empty_mount_is_filled_for_whoever_owns_it(lived, tmp_path, monkeypatch):
    """And a server of another version replays the log itself, when it is started.

    Root fills it for somebody else, anybody else for herself.
    """
    place, noon, _ = lived
    monkeypatch.setattr(programs, "postgres_major", lambda: "17")
    mount = tmp_path / "mount"
    mount.mkdir(mode=0o755)
    owner = 1234 if os.geteuid() == 0 else os.geteuid()
    os.chown(mount, owner, -1)
    inside = mount.stat().st_ino

    done = restoring.restore(place, mount, noon, say=lambda line: None)

    assert (done.replayed, mount.stat().st_ino) == (False, inside)
    assert {path.stat().st_uid for path in mount.rglob("*")} == {owner}
    assert mount.stat().st_mode & 0o777 == 0o700
    assert (mount / "recovery.signal").exists() and (mount / "pim_replay").is_dir()
    settings = (mount / "postgresql.auto.conf").read_text()
    assert "restore_command = 'cp pim_replay/%f %p'" in settings
    assert f"recovery_target_time = '{noon:%Y-%m-%d %H:%M:%S.%f}+00'" in settings
