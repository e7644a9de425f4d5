import stat

import pytest

from pim.stack import folders, keys
from pim.stack.errors import CannotRun


@pytest.fixture
def place(tmp_path):
    place = folders.Folders(tmp_path / "var")
    place.make()
    return place


def test_sockets_lie_in_the_folder_where_the_path_is_short(place):
    assert place.sockets() == place.var / "run"


def test_a_long_path_gets_a_short_private_folder_that_is_remembered(tmp_path):
    place = folders.Folders(tmp_path / ("long" * 30) / "var")
    place.make()

    short = place.sockets()

    assert len(str(short / "db" / ".s.PGSQL.5432")) <= 107
    assert place.sockets() == short
    place.forget_sockets()
    assert not short.exists()


def test_only_one_holds_the_folder(place):
    with folders.Lock(place, "run") as first, folders.Lock(place, "command") as second:
        assert first.try_to_take()
        assert not second.try_to_take()
        assert second.holder().startswith("run ")
    with folders.Lock(place, "command") as third:
        assert third.try_to_take()


def test_keys_are_made_once_and_readable_by_their_owner_only(place):
    made = keys.load_or_make(place.keys)

    assert keys.load_or_make(place.keys) == made
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o600


def test_broken_keys_are_never_replaced(place):
    place.keys.write_text("{")
    with pytest.raises(CannotRun, match="cannot be read"):
        keys.load_or_make(place.keys)
