"""When a new base is needed, and what may go."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from pim.backups import log, server
from pim.backups.errors import BackupError, Damaged
from pim.backups.place import BASE, DUMP, About, Place

LONGEST_SILENCE = timedelta(minutes=5)  # the recovery point that is promised


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """One at a time takes a base or a dump, or clears up."""
    with (place.folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("Another backup is under way.") from None
        yield


def why_a_base_is_due(place: Place, known: server.Identity, latest: datetime) -> str:
    """Nothing when the newest one will do: begun after ``latest``, and the log goes on from it."""
    kept = place.kept(BASE)
    if not kept:
        return "there is none yet"
    _, about = kept[-1]
    if about.system != known.system:
        raise BackupError(f"{place.folder} holds the backups of another server.")
    if about.timeline != known.timeline:
        return "the server was restored since the last one"
    if about.holds_until < latest:
        return "the last one is old"
    return followed(place, about).broken


def followed(place: Place, about: About) -> log.Kept:
    """Read through all that is kept of the log since a base."""
    following = log.Following(place, about)
    for _ in following:
        pass
    return following.kept


def check(place: Place, now: datetime, oldest: timedelta) -> log.Kept:
    """How far one could restore now. ``Damaged`` when that is less than is promised."""
    _, about = place.newest(BASE)
    kept = followed(place, about)
    if kept.broken:
        raise Damaged(f"The log is broken after {kept.at:%Y-%m-%d %H:%M:%S} UTC: {kept.broken}.")
    if now - kept.at > LONGEST_SILENCE:
        raise Damaged(f"Nothing has been kept since {kept.at:%Y-%m-%d %H:%M:%S} UTC.")
    if now - about.holds_until > oldest:
        raise Damaged(f"The newest base is of {about.holds_until:%Y-%m-%d %H:%M} UTC.")
    return kept


def clear_up(place: Place, keep: int) -> int:
    """All but the newest so many bases and dumps go, and the log that only older ones need."""
    gone = 0
    for kind in (BASE, DUMP):
        for folder in [*place.unfinished(kind)]:
            place.forget(folder)
        for folder, _ in place.kept(kind)[:-keep]:
            place.forget(folder)
            gone += 1
    if bases := place.kept(BASE):
        _forget_log_before(place, bases[0][1])
    return gone


def _forget_log_before(place: Place, oldest: About) -> None:
    for folder in sorted((place.folder / "log").iterdir()):
        timeline = int(folder.name, 16)
        if timeline < oldest.timeline:
            needed = []
        elif timeline == oldest.timeline:
            needed = log.since(place, oldest)
        else:
            continue
        for piece in set(log.pieces(place, timeline)) - set(needed):
            piece.unlink()
