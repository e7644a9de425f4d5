"""From a base and the log since to a server that can go on."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pim.backups.errors import BackupError
from pim.backups.log import Record
from pim.backups.place import About
from pim.stack import processes, programs
from pim.stack.database import PLAIN_ENVIRONMENT, SETTINGS, SUPERUSER
from pim.stack.processes import Account

FILES = "pim_replay"  # inside the data folder: the log as files, gone when it was replayed
SETTINGS_FILE = "postgresql.auto.conf"
MARK = "# Until the log is replayed\n"
NO_COMMIT_BEHIND_IT = "recovery ended before configured recovery target was reached"


def lay_out(records: Iterable[Record], base: About, target: Path) -> None:
    """The log as the files that PostgreSQL asks for; what the base brings itself is left out."""
    folder = target / FILES
    folder.mkdir(mode=0o700)
    open_file, number = None, -1
    try:
        for record in records:
            for at, data in _by_file(record, base.segment):
                if at < base.covers:
                    continue
                if at // base.segment != number:
                    if open_file:
                        open_file.close()
                    number = at // base.segment
                    path = folder / file_name(base.timeline, number, base.segment)
                    open_file = path.open("r+b" if path.exists() else "w+b")
                    open_file.truncate(base.segment)
                assert open_file is not None
                open_file.seek(at % base.segment)
                open_file.write(data)
    finally:
        if open_file:
            open_file.close()


def _by_file(record: Record, segment: int) -> Iterable[tuple[int, bytes]]:
    at, data = record.begins, record.data
    while data:
        count = segment - at % segment
        yield at, data[:count]
        at, data = at + count, data[count:]


def file_name(timeline: int, number: int, segment: int) -> str:
    per_name = 0x100000000 // segment
    return f"{timeline:08X}{number // per_name:08X}{number % per_name:08X}"


def configure(target: Path, until: datetime | None) -> None:
    lines = [f"restore_command = 'cp {FILES}/%f %p'\n", "recovery_target_action = 'promote'\n"]
    if until:
        lines.append(f"recovery_target_time = '{until.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'\n")
    with (target / SETTINGS_FILE).open("a") as file:
        file.writelines([MARK, *lines])


def finish(target: Path, account: Account | None, until: datetime | None) -> None:
    """Start a server nobody can reach, let it replay, stop it, and clear up behind it."""
    said = _run_until_it_goes_on(target, account)
    if said and until and NO_COMMIT_BEHIND_IT in said:
        # Nothing was committed after that moment, so all of the log is what was asked for.
        _forget_settings(target)
        configure(target, None)
        said = _run_until_it_goes_on(target, account)
    if said:
        raise BackupError(f"The log could not be replayed: {said.splitlines()[-1]}")
    _forget_settings(target)
    shutil.rmtree(target / FILES)


def _forget_settings(target: Path) -> None:
    path = target / SETTINGS_FILE
    path.write_text(path.read_text().partition(MARK)[0])


def _run_until_it_goes_on(target: Path, account: Account | None) -> str:
    """Nothing, or what the server said before it gave up."""
    sockets = Path(tempfile.mkdtemp(prefix="pim-replay-"))
    try:
        if account and not account.own_namespace:
            os.chown(sockets, account.uid, account.gid)
        with (sockets / "log").open("w+b") as said:
            went_on = _serve(target, sockets, account, said)
            said.seek(0)
            return "" if went_on else said.read().decode(errors="replace")
    finally:
        shutil.rmtree(sockets)


def _serve(target: Path, sockets: Path, account: Account | None, said: IO[bytes]) -> bool:
    quiet = SETTINGS | {"hot_standby": "off", "synchronous_standby_names": ""}
    options = [part for key, value in quiet.items() for part in ("-c", f"{key}={value}")]
    server = processes.start(
        [programs.postgres("postgres"), "-D", target, "-k", sockets, *options],
        env=PLAIN_ENVIRONMENT,
        log=said,
        dies_by=signal.SIGQUIT,
        account=account,
    )
    try:
        while server.poll() is None:
            if _answers(sockets):
                return True
            time.sleep(0.1)
        return False
    finally:
        processes.end(server, signal.SIGINT, each=120)


def _answers(sockets: Path) -> bool:
    """It lets nobody in before the log is replayed."""
    asking = [str(programs.postgres("pg_isready")), "-q", "-U", SUPERUSER, "-h", str(sockets)]
    return subprocess.run(asking, env=PLAIN_ENVIRONMENT, check=False).returncode == 0
