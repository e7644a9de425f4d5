"""How far a log can be followed: to its end, or to the first piece that does not fit."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from pim.backups import keeping, log, replay
from pim.backups.errors import BackupError, Damaged
from pim.backups.keys import Keys
from pim.backups.place import BASE, DUMP, About, Place
from pim.backups.sealed import Writer
from pim.backups.server import Identity

SEGMENT = 1000
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path, Keys(Fernet.generate_key().decode()))
    place.make()
    log.folder(place, 1).mkdir()
    return place


def base(at=100, minutes=0, **more):
    moment = (NOON + timedelta(minutes=minutes)).isoformat()
    facts = {"system": "1", "version": 18, "timeline": 1, "segment": SEGMENT}
    return About(moment, moment, 10, begins=at, ends=at + 100, **facts | more)


def take(place, about):
    folder = place.new(BASE, about.holds_until)
    place.content(folder).touch()
    place.finish(folder, about)
    return folder


def piece(place, *records, finished=True):
    """Of (place, bytes) each, a minute apart by place."""
    path = log.folder(place, 1) / f"{records[0][0]:016X}.sealed"
    file = Writer(path, place.name(path), place.keys)
    for at, data in records:
        file.write(log.packed(at, NOON + timedelta(minutes=at), data))
        file.keep()
    if finished:
        file.close()
    else:
        file.abandon()
    return path


def followed(place, about):
    following = log.Following(place, about)
    return [record.begins for record in following], following.kept


def test_it_is_followed_from_piece_to_piece_to_the_end(place):
    piece(place, (0, b"a" * 1000))
    piece(place, (1000, b"b" * 10), (1010, b""), finished=False)
    piece(place, (1010, b"c" * 5))
    assert followed(place, base()) == (
        [1000, 1010, 1010],
        log.Kept(1015, NOON + timedelta(minutes=1010)),
    )


def test_a_base_alone_holds_what_was_there_when_it_began(place):
    assert followed(place, base()) == ([], log.Kept(1000, NOON))


def test_a_gap_ends_it(place):
    piece(place, (1000, b"b" * 10))
    later = piece(place, (1020, b"c" * 5))
    _, kept = followed(place, base())
    assert (kept.ends, kept.broken) == (1010, f"{place.name(later)} begins behind a gap")


def test_damage_ends_it(place):
    path = piece(place, (1000, b"b" * 10), (1010, b"c"))
    path.write_bytes(path.read_bytes()[:-60] + bytes(60))
    _, kept = followed(place, base())
    assert kept.broken == f"{place.name(path)} is damaged"


def test_it_can_be_gone_on_with_where_the_last_whole_record_ends(place):
    assert log.last_place(place, 1) is None
    path = piece(place, (1000, b"b" * 10), (1010, b"c" * 10), finished=False)
    path.write_bytes(path.read_bytes()[:-3])
    assert log.last_place(place, 1) == 1010


def test_it_is_laid_out_in_the_files_postgres_asks_for(place, tmp_path):
    piece(place, (990, b"left out" + b"ab"), (1000, b"c" * 995), (1995, b"dddddeeeee"))
    replay.lay_out(log.Following(place, base()), base(), tmp_path)
    files = {path.name: path.read_bytes() for path in (tmp_path / replay.FILES).iterdir()}
    first, second = sorted(files)
    assert first == replay.file_name(1, 1, SEGMENT)
    assert files[first] == b"c" * 995 + b"ddddd"
    assert files[second] == b"eeeee".ljust(SEGMENT, b"\0")


def test_a_file_of_the_log_is_named_as_postgres_does():
    assert replay.file_name(1, 0x1FF, 1 << 24) == "0000000100000001000000FF"


# --- When a base is due ---------------------------------------------------------------------
def why(place, timeline=1, system="1", latest=NOON - timedelta(days=1)):
    return keeping.why_a_base_is_due(place, Identity(system, timeline, 5000, SEGMENT), latest)


def test_a_base_is_due_when_the_newest_leads_nowhere(place):
    assert why(place) == "there is none yet"
    take(place, base())
    assert why(place) == ""
    assert why(place, latest=NOON + timedelta(hours=1)) == "the last one is old"
    assert why(place, timeline=2) == "the server was restored since the last one"
    piece(place, (2000, b"x"))
    assert why(place).endswith("begins behind a gap")


def test_the_backups_of_another_server_are_never_mixed_with_ours(place):
    take(place, base())
    with pytest.raises(BackupError, match="another server"):
        why(place, system="2")


# --- What is checked --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "complaint"),
    [
        (timedelta(minutes=1001), None),
        (timedelta(minutes=1006), "Nothing has been kept since"),
        (timedelta(days=3), "Nothing has been kept since"),
    ],
)
def test_the_check_complains_when_less_can_be_restored_than_is_promised(place, now, complaint):
    take(place, base())
    piece(place, (1000, b"x"))
    if complaint is None:
        keeping.check(place, NOON + now, timedelta(days=2))
    else:
        with pytest.raises(Damaged, match=complaint):
            keeping.check(place, NOON + now, timedelta(days=2))


def test_the_check_complains_of_an_old_base_and_of_none(place):
    with pytest.raises(Damaged, match="no finished base"):
        keeping.check(place, NOON, timedelta(days=2))
    take(place, base())
    piece(place, (1000, b""))
    with pytest.raises(Damaged, match="The newest base is of 2026-03-02 12:00"):
        keeping.check(place, NOON + timedelta(minutes=1000), timedelta(hours=2))


# --- What may go ------------------------------------------------------------------------------
def test_the_newest_stay_with_the_log_they_need(place):
    old, new = take(place, base(at=100)), take(place, base(at=2100, minutes=5))
    for at in (0, 1000, 2000, 3000):
        piece(place, (at, b"x" * 1000))
    half = place.new(DUMP, NOON)
    assert keeping.clear_up(place, keep=1) == 1
    assert (old.exists(), new.exists(), half.exists()) == (False, True, False)
    assert [log.begins(path) for path in log.pieces(place, 1)] == [3000]


def test_two_never_work_at_the_same_time(place):
    with (
        keeping.alone(place),
        pytest.raises(BackupError, match="under way"),
        keeping.alone(place),
    ):
        pass
