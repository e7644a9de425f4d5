"""Sealed files: compressed, encrypted and authenticated piece by piece, never whole in memory.

A file is ``MAGIC``, the id of its key, a salt, then frames: four bytes of length and that many
of AES-256-GCM. The nonce counts the frames and marks the last one, so that frames can be neither
changed, moved, left out nor cut off unseen; the key is made for this file under this name, so
that no file can stand in for another.
"""

import io
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pim.backups.errors import Damaged
from pim.backups.keys import ID_LENGTH, Keys

MAGIC = b"pim sealed 1\n"
SALT_LENGTH = 32
HEADER = len(MAGIC) + ID_LENGTH + SALT_LENGTH
LENGTH = struct.Struct(">I")
PIECE = 1 << 18
LONGEST = (
    1 << 22
)  # more than any frame of ours: a length beyond it is damage, not a wish for memory


class Writer:
    """``with Writer(path, name, keys) as file: file.write(...)``: unfinished after an error."""

    def __init__(self, path: Path, name: str, keys: Keys) -> None:
        salt = os.urandom(SALT_LENGTH)
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(MAGIC + keys.newest + salt)
        self._cipher = AESGCM(keys.of_file(keys.newest, salt, name))
        self._squeeze = zlib.compressobj(1)
        self._waiting = bytearray()
        self._frames = 0

    def write(self, data: bytes) -> None:
        self._waiting += self._squeeze.compress(data)
        while len(self._waiting) >= PIECE:
            self._seal(self._waiting[:PIECE])
            del self._waiting[:PIECE]

    def keep(self) -> None:
        """All that was written until now is on the disk when this returns."""
        self._waiting += self._squeeze.flush(zlib.Z_SYNC_FLUSH)
        self._seal(self._waiting)
        self._waiting.clear()
        self._to_disk()

    def close(self) -> None:
        self._waiting += self._squeeze.flush()
        self._seal(self._waiting, last=True)
        self._to_disk()
        self._file.close()

    def abandon(self) -> None:
        """Leave it as it is: without a last frame nobody takes it for whole."""
        self._file.close()

    def _seal(self, piece: bytes | bytearray, last: bool = False) -> None:
        sealed = self._cipher.encrypt(_nonce(self._frames, last), bytes(piece), None)
        self._file.write(LENGTH.pack(len(sealed)) + sealed)
        self._frames += 1

    def _to_disk(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


def pieces(path: Path, name: str, keys: Keys, *, may_be_cut: bool = False) -> Iterator[bytes]:
    """What was written, piece by piece. ``Damaged`` at the first that is not as it was.

    ``may_be_cut``: the writer may have died in the middle of its last frame, which is then no
    loss but the end. A wrong frame with others behind it is damage all the same.
    """
    with path.open("rb") as file:
        header = file.read(HEADER)
        if may_be_cut and len(header) < HEADER:
            return
        cipher = AESGCM(_key(header, name, keys))
        expand = zlib.decompressobj()
        for number, sealed in enumerate(_frames(file, name, may_be_cut)):
            opened = _opened(cipher, number, sealed)
            if opened is None:
                if may_be_cut and not file.read(1):
                    return
                raise Damaged(f"{name} is damaged.")
            piece, last = opened
            yield from _expanded(expand, piece, name)
            if last:
                _nothing_behind(file, name)
                return
        if not may_be_cut:
            raise Damaged(f"{name} ends before its end.")


def _key(header: bytes, name: str, keys: Keys) -> bytes:
    if len(header) < HEADER or not header.startswith(MAGIC):
        raise Damaged(f"{name} is not a sealed file.")
    begins = len(MAGIC)
    key_id, salt = header[begins : begins + ID_LENGTH], header[begins + ID_LENGTH :]
    return keys.of_file(key_id, salt, name)


def _frames(file: IO[bytes], name: str, may_be_cut: bool) -> Iterator[bytes]:
    while len(head := file.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(head)
        if length > LONGEST:
            raise Damaged(f"{name} is damaged.")
        sealed = file.read(length)
        if len(sealed) < length:
            return
        yield sealed


def _opened(cipher: AESGCM, number: int, sealed: bytes) -> tuple[bytes, bool] | None:
    for last in (False, True):
        try:
            return cipher.decrypt(_nonce(number, last), sealed, None), last
        except InvalidTag:
            continue
    return None


def _expanded(expand: Any, squeezed: bytes, name: str) -> Iterator[bytes]:
    """In parts: a small piece of zeros may be a large one."""
    try:
        while part := expand.decompress(squeezed, PIECE):
            yield part
            squeezed = expand.unconsumed_tail
    except zlib.error:
        raise Damaged(f"{name} is damaged.") from None


def _nothing_behind(file: IO[bytes], name: str) -> None:
    if file.read(1):
        raise Damaged(f"{name} goes on behind its end.")


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Reader(io.RawIOBase):
    """A sealed file as a stream to read from."""

    def __init__(self, path: Path, name: str, keys: Keys) -> None:
        self._pieces = pieces(path, name, keys)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def write_whole(path: Path, name: str, keys: Keys, content: bytes) -> None:
    with Writer(path, name, keys) as file:
        file.write(content)


def read_whole(path: Path, name: str, keys: Keys) -> bytes:
    return b"".join(pieces(path, name, keys))
