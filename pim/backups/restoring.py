"""A server from nothing but a folder of backups and their key.

Everything is read through before anything is written: a base and its log are whole, or nothing
is touched. The data folder comes to life under another name, so that one that was interrupted is
never taken for a restored one.
"""

import io
import os
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pim.backups import contents, log, replay
from pim.backups.errors import BackupError, Damaged, TargetInUse
from pim.backups.place import BASE, About, Place
from pim.stack import database, programs
from pim.stack.processes import Account

ROOM = 1.2  # times what it will hold


@dataclass(frozen=True)
class Restored:
    until: datetime  # everything acknowledged until then is there
    replayed: bool  # False: the server that is started on it has still to do so


def restore(
    place: Place, target: Path, until: datetime | None = None, say: Callable[[str], None] = print
) -> Restored:
    """A base and the log since, in a folder that holds nothing yet."""
    _refuse_used(target)
    folder, about = choose(place, until)
    say(f"Checking the base of {about.holds_until:%Y-%m-%d %H:%M:%S} UTC and the log since.")
    kept = verify(place, folder, about, until)
    unfinished = _beside(target)
    account = _account(target)
    try:
        _make_room(unfinished, account, about, kept)
        say("Writing the data folder.")
        _write(place, folder, about, unfinished, until)
        _give(unfinished, account)
        replayed = str(about.version) == programs.postgres_major()
        if replayed:
            say("Replaying the log.")
            replay.finish(unfinished, account, until)
        _put_in_place(unfinished, target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Restored(until=min(until, kept.at) if until else kept.at, replayed=replayed)


def choose(place: Place, until: datetime | None) -> tuple[Path, About]:
    """The newest base, or the newest that was finished by then."""
    place.newest(BASE)
    kept = [one for one in place.kept(BASE) if until is None or one[1].finished_at <= until]
    if not kept:
        raise Damaged("Every base here was finished after that moment.")
    return kept[-1]


def verify(place: Place, folder: Path, about: About, until: datetime | None) -> log.Kept:
    """Read all of it. ``Damaged`` when it does not lead where it should."""
    with place.open(folder) as stream:
        found = contents.check(io.BufferedReader(stream))
    if (found.begins, found.ends, found.size) != (about.begins, about.ends, about.size):
        raise Damaged(f"The base in {folder.name} is not the one that was finished.")
    following = log.Following(place, about, until)
    for _ in following:
        pass
    kept = following.kept
    if kept.at < until if until else kept.broken:
        _say_how_far(kept)
    return kept


def _say_how_far(kept: log.Kept) -> None:
    far = f"{kept.at:%Y-%m-%d %H:%M:%S} UTC"
    why = f"is broken: {kept.broken}" if kept.broken else "ends there"
    raise Damaged(f"The log can be followed until {far} and {why}. Use --until {kept.at:%FT%TZ}")


def _refuse_used(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise TargetInUse(f"{target} holds something already. Choose a folder that is empty.")


def _beside(target: Path) -> Path:
    """An empty folder may be a mount, which cannot be replaced: then its inside is used."""
    return (
        target / "unfinished" if target.exists() else target.with_name(f"{target.name}.unfinished")
    )


def _account(target: Path) -> Account | None:
    """Whose the data will be: of whoever owns the empty folder; else as a new database's."""
    if os.geteuid() == 0 and target.exists() and target.stat().st_uid != 0:
        return Account(target.stat().st_uid, target.stat().st_gid)
    return database.account_for(target)


def _make_room(folder: Path, account: Account | None, about: About, kept: log.Kept) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    needed = int((about.size + 2 * (kept.ends - about.covers)) * ROOM)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            f"{folder.parent} has {free >> 20} MB free, and {needed >> 20} MB are needed."
        )


def _write(place: Place, folder: Path, about: About, target: Path, until: datetime | None) -> None:
    """First what keeps a server from starting on half of it."""
    (target / "recovery.signal").touch(mode=0o600)
    with place.open(folder) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        tar.extractall(target, filter=_as_ours)
    replay.lay_out(log.Following(place, about, until), about, target)
    replay.configure(target, until)


def _as_ours(member: tarfile.TarInfo, target: str) -> tarfile.TarInfo:
    """Nothing outside the folder, and nothing of whoever ran the server that was lost."""
    nobodys: dict[str, Any] = {"uid": None, "gid": None, "uname": None, "gname": None}
    return tarfile.tar_filter(member, target).replace(**nobodys, deep=False)


def _give(folder: Path, account: Account | None) -> None:
    if account and not account.own_namespace:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _put_in_place(unfinished: Path, target: Path) -> None:
    if not target.exists():
        unfinished.rename(target)
        return
    target.chmod(0o700)
    for path in unfinished.iterdir():
        path.rename(target / path.name)
