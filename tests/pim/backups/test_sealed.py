"""Sealed files open as they were written, or not at all."""

import io
import os

import pytest
from cryptography.fernet import Fernet

from pim.backups import sealed
from pim.backups.errors import BackupError, Damaged
from pim.backups.keys import Keys
from pim.backups.sealed import HEADER, LENGTH, Reader, Writer, pieces

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
NAME = "base/one/content"
NOISE = os.urandom(600_000)  # does not get smaller, so it needs several frames
PLAIN = b"Zanzibarina " * 20_000 + NOISE


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "content.sealed"
    with Writer(path, NAME, Keys(NEW)) as file:
        file.write(PLAIN)
    return path


def opened(path, name=NAME, keys=NEW, **how):
    return b"".join(pieces(path, name, Keys(keys), **how))


def frames(path):
    content, at = path.read_bytes(), HEADER
    while at < len(content):
        length = LENGTH.size + LENGTH.unpack_from(content, at)[0]
        yield content[at : at + length]
        at += length


def test_it_opens_as_it_was_written(path):
    assert opened(path) == PLAIN
    assert io.BufferedReader(Reader(path, NAME, Keys(NEW))).read() == PLAIN


def test_nothing_of_it_can_be_read_and_only_its_owner_may_try(path):
    assert b"Zanzibarina" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_the_newest_once_still_opens_it(path):
    assert opened(path, keys=f"{OLD},{NEW}") == PLAIN
    with pytest.raises(Damaged, match=f"No key in PIM_BACKUP_KEYS opens {NAME}"):
        opened(path, keys=OLD)


@pytest.mark.parametrize("at", [0, HEADER - 1, HEADER, HEADER + 3, HEADER + 9, -1])
def test_one_byte_changed_is_seen(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged):
        opened(path)


def test_a_file_under_another_name_does_not_open(path):
    with pytest.raises(Damaged):
        opened(path, name="base/two/content")


@pytest.mark.parametrize(
    "order", [lambda f: f[:-1], lambda f: f[::-1], lambda f: f[1:], lambda f: [*f, f[-1]]]
)
def test_frames_cannot_be_cut_off_moved_or_added(path, order):
    header, parts = path.read_bytes()[:HEADER], list(frames(path))
    assert len(parts) > 2
    path.write_bytes(header + b"".join(order(parts)))
    with pytest.raises(Damaged):
        opened(path)


def test_a_length_beyond_reason_is_damage_and_not_a_wish_for_memory(path):
    path.write_bytes(path.read_bytes()[:HEADER] + b"\xff\xff\xff\xff")
    with pytest.raises(Damaged):
        opened(path)


def test_what_a_dying_writer_kept_is_there(tmp_path):
    path = tmp_path / "log.sealed"
    file = Writer(path, NAME, Keys(NEW))
    file.write(b"kept")
    file.keep()
    file.write(NOISE)
    file.abandon()
    path.write_bytes(path.read_bytes()[:-5])

    assert opened(path, may_be_cut=True).startswith(b"kept")
    with pytest.raises(Damaged, match="ends before its end"):
        opened(path)


def test_damage_in_the_middle_is_no_cut(tmp_path):
    path = tmp_path / "log.sealed"
    with Writer(path, NAME, Keys(NEW)) as file:
        for word in (b"one", b"two", b"three"):
            file.write(word)
            file.keep()
    content = bytearray(path.read_bytes())
    content[HEADER + 10] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged, match="damaged"):
        opened(path, may_be_cut=True)


def test_zeros_are_opened_in_parts(tmp_path):
    path, zeros = tmp_path / "zeros.sealed", bytes(50_000_000)
    sealed.write_whole(path, NAME, Keys(NEW), zeros)
    parts = list(pieces(path, NAME, Keys(NEW)))
    assert sum(map(len, parts)) == len(zeros)
    assert max(map(len, parts)) <= sealed.PIECE


WRONG = {"none": "", "comma": " , ", "short": "short", "one of two": f"{NEW},short"}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_a_key_that_is_none_is_said(given):
    with pytest.raises(BackupError, match="PIM_BACKUP_KEYS"):
        Keys(given)
