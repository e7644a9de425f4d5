"""The embedded database: PostgreSQL refuses to run as root, who therefore steps down."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from psycopg2.errors import InsufficientPrivilege

from pim.stack import database as embedded
from pim.stack import programs
from pim.stack.database import NAME, OWNER, WEB, WORKER, Database
from pim.stack.errors import CannotRun
from pim.stack.processes import NOBODY

ROOT = os.geteuid() == 0


@pytest.fixture
def lone(tmp_path):
    """A cluster in a folder that nobody but its owner may enter."""
    tmp_path.chmod(0o700)
    (tmp_path / "var").mkdir()
    return Database(tmp_path / "var", tmp_path / "s", "a password", throw_away=True)


@pytest.fixture
def running(lone, tmp_path):
    with (tmp_path / "log").open("wb") as log:
        process = lone.start(log)
    yield lone, process
    embedded.stop(process)


def test_where_nobody_can_enter_root_runs_it_in_a_namespace_of_its_own(running):
    lone, process = running
    assert lone.data.stat().st_uid == os.geteuid()
    there, here = Path(f"/proc/{process.pid}"), Path("/proc/self")
    assert there.stat().st_uid == os.geteuid()
    apart = (there / "ns/user").readlink() != (here / "ns/user").readlink()
    assert apart == (ROOT or not embedded._has_name())


def test_root_gives_a_new_folder_that_all_can_reach_to_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "_open_to_all", lambda path: True)
    monkeypatch.setattr(embedded, "_has_name", lambda: True)
    given = embedded.account_for(tmp_path / "new")
    assert given == ((NOBODY, NOBODY, False) if ROOT else None)


def test_root_lets_the_owner_of_the_data_run_it(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "_has_name", lambda: True)
    if ROOT:
        os.chown(tmp_path, 1234, 1235)
    assert embedded.account_for(tmp_path) == ((1234, 1235, False) if ROOT else None)


def test_roles_are_established_as_often_as_asked(running):
    lone, _ = running
    lone.establish()
    lone.establish()
    lone.connect(NAME, WEB).close()


def test_a_renewed_database_is_empty_and_keeps_its_roles(running):
    lone, _ = running
    lone.establish()
    with closing(lone.connect(NAME, OWNER)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE half ()")
        connection.commit()

    lone.renew()

    with closing(lone.connect(NAME, WEB)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('half')")
        assert cursor.fetchone() == (None,)


def test_another_password_is_told_from_a_slow_start(running, tmp_path):
    lone, process = running
    stranger = Database(lone.parent, lone.sockets, "another", throw_away=True)
    with pytest.raises(CannotRun, match="keys do not open"):
        stranger._wait(process)


def test_the_mark_of_a_dead_server_is_dropped(lone, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n")  # alive, and no server

    embedded._forget_dead_server(data)

    assert not (data / "postmaster.pid").exists()


def test_the_programs_are_found_without_importing_their_package():
    assert programs.postgres("initdb").is_file()
    assert programs.valkey().is_file()
    with pytest.raises(CannotRun, match="make setup"):
        programs.postgres("no-such-program")


def test_only_a_worker_may_lay_out_tables_of_its_own_for_a_while(running):
    lone, _ = running
    lone.establish()
    layout = "CREATE TEMPORARY TABLE beside (n int)"
    with closing(lone.connect(NAME, WORKER)) as worker, worker.cursor() as cursor:
        cursor.execute(layout)
    refused = pytest.raises(InsufficientPrivilege)
    with closing(lone.connect(NAME, WEB)) as web, web.cursor() as cursor, refused:
        cursor.execute(layout)
