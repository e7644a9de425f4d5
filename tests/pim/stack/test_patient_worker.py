"""What waits, what is taken and what is refused, byte by byte."""

import socket

import pytest

from pim.stack import waiting_room
from pim.stack.waiting_room import Arriving, Refused, Whole

HEAD = b"POST /refer/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"


@pytest.fixture
def line():
    hers, ours = socket.socketpair()
    ours.setblocking(False)
    with hers, ours:
        yield hers, Arriving(ours, "")


def says(line, *pieces: bytes) -> Arriving:
    hers, arriving = line
    for piece in pieces:
        hers.sendall(piece)
        assert arriving.hear()
    return arriving


@pytest.mark.parametrize("size", [1, 7, 200])
def test_it_is_whole_with_its_last_byte_however_it_was_cut(line, size):
    sent = HEAD + b"hello"
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert not says(line, *pieces[:-1]).is_whole
    arriving = says(line, pieces[-1])
    assert arriving.is_whole
    assert Whole(arriving).recv(10_000) == sent


def test_to_read_beyond_its_end_takes_no_time(line):
    whole = Whole(says(line, HEAD + b"hello"))
    whole.recv(10_000)
    assert whole.recv(1) == b""


def test_nothing_to_hear_is_not_the_end(line):
    hers, arriving = line
    assert arriving.hear()
    hers.close()
    assert not arriving.hear()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HEAD.replace(b": 5", b": 100000000"), 413),
        (HEAD.replace(b"Content-Length: 5", b"Transfer-Encoding: chunked"), 411),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * waiting_room.MOST_HEAD, 431),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * waiting_room.MOST_HEAD + b"\r\n\r\n", 431),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_here(line, sent, status):
    with pytest.raises(Refused) as refused:
        says(line, sent)
    assert refused.value.status == status


def test_who_asks_first_whether_she_may_send_is_told_to_go_on(line):
    says(line, HEAD.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
    assert line[0].recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_who_is_refused_hears_why_though_she_goes_on_sending(line):
    hers, arriving = line
    arriving.leave(b"No.")
    hers.sendall(b"x" * 1000)
    assert arriving.hear() and not arriving.here
    assert (hers.recv(100), hers.recv(100)) == (b"No.", b"")
