"""The server's log as it was kept: records of bytes and their place, in pieces without a gap.

A piece ends with a file of the server's log, or where the receiver ended; the next one begins at
the very place where it stopped. An empty record says that until then nothing else was written.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pim.backups import sealed
from pim.backups.errors import Damaged
from pim.backups.place import LOG, SUFFIX, About, Place

RECORD = struct.Struct(">QQI")  # place, microseconds since 1970, bytes that follow


class Record(NamedTuple):
    begins: int
    at: datetime
    data: bytes

    @property
    def ends(self) -> int:
        return self.begins + len(self.data)


@dataclass(frozen=True)
class Kept:
    """How far a log can be followed."""

    ends: int
    at: datetime  # everything that was acknowledged until then is in it
    broken: str = ""  # why not further, though there is more


def packed(begins: int, at: datetime, data: bytes) -> bytes:
    return RECORD.pack(begins, int(at.timestamp() * 1_000_000), len(data)) + data


def folder(place: Place, timeline: int) -> Path:
    return place.folder / LOG / f"{timeline:08X}"


def pieces(place: Place, timeline: int) -> list[Path]:
    return sorted(folder(place, timeline).glob(f"*{SUFFIX}"))


def begins(piece: Path) -> int:
    return int(piece.stem, 16)


def records(place: Place, piece: Path) -> Iterator[Record]:
    """Of one piece, to its last whole one: whoever wrote it may have been killed."""
    waiting = b""
    for part in sealed.pieces(piece, place.name(piece), place.keys, may_be_cut=True):
        waiting += part
        while len(waiting) >= RECORD.size:
            place_in_log, at, length = RECORD.unpack_from(waiting)
            if len(waiting) < RECORD.size + length:
                break
            data = waiting[RECORD.size : RECORD.size + length]
            waiting = waiting[RECORD.size + length :]
            yield Record(place_in_log, datetime.fromtimestamp(at / 1_000_000, UTC), data)


def since(place: Place, base: About) -> list[Path]:
    """The pieces that may hold something behind a base's own log."""
    all_of_them = pieces(place, base.timeline)
    before = [piece for piece in all_of_them if begins(piece) <= base.covers]
    return before[-1:] + all_of_them[len(before) :]


class Following:
    """``for record in following: ...``, then ``following.kept`` says how far it went."""

    def __init__(self, place: Place, base: About, until: datetime | None = None) -> None:
        self._place, self._base, self._until = place, base, until
        self.kept = Kept(base.covers, base.holds_until)

    def __iter__(self) -> Iterator[Record]:
        for piece in since(self._place, self._base):
            try:
                for record in records(self._place, piece):
                    if record.begins > self.kept.ends:
                        self._break(f"{self._place.name(piece)} begins behind a gap")
                        return
                    yield record
                    self.kept = Kept(max(self.kept.ends, record.ends), max(self.kept.at, record.at))
                    if self._until and record.at > self._until:
                        return
            except Damaged as error:
                self._break(str(error).rstrip("."))
                return

    def _break(self, why: str) -> None:
        self.kept = Kept(self.kept.ends, self.kept.at, why)


def last_place(place: Place, timeline: int) -> int | None:
    """Where the newest piece ends, to go on from there; nothing when it cannot be read."""
    for piece in pieces(place, timeline)[-1:]:
        end = begins(piece)
        try:
            for record in records(place, piece):
                end = record.ends
        except Damaged:
            return None
        return end
    return None
