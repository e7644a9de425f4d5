"""Fifty times the worker dies right after the server has said yes, before our row could."""

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pim.enums import MessageState
from pim.messages import channels, provider
from pim.models import Message
from pim.stack.testing.text_provider import TextProvider
from pim.stack.testing.whole_stack import alive, family
from tests import factories as make
from tests.faults.counting import count, nothing_waits, rows_taken
from tests.faults.house import no_longer_waits, two_minutes_later, wait_until
from tests.faults.test_outbox_under_fire import invite
from tests.faults.women import asked, staffed_site

KILLS, HANDS = 50, 6
UNTIL_THE_ANSWER_IS_THERE = 0.05


class Sniper:
    """Stops the hand that sends while it is being answered, and kills it with the answer unread.

    The others stay: a worker is slow to replace a hand that it has lost.
    """

    def __init__(self, house, port: int, fault: str = "") -> None:
        self.worker = house.worker(hands=HANDS, fault=fault)
        self.port = port
        self.stopped = threading.Event()

    def __call__(self, *_) -> None:
        speaking = lines_to(self.port)
        (self.hand,) = (one for one in self.hands() if sockets_of(one.pid) & speaking)
        os.kill(self.hand.pid, signal.SIGSTOP)
        self.stopped.set()

    def kills(self) -> None:
        assert self.stopped.wait(60), "Nobody came to send"
        self.stopped.clear()
        time.sleep(UNTIL_THE_ANSWER_IS_THERE)
        os.kill(self.hand.pid, signal.SIGKILL)
        wait_until(lambda: not alive([self.hand]))

    def hands(self):
        return (one for one in family(self.worker.pid) if one.parent == self.worker.pid)


def lines_to(port: int) -> set[str]:
    """The sockets of this machine that are connected to a port of it."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return {f"socket:[{row[9]}]" for row in rows if int(row[2].rpartition(":")[2], 16) == port}


def sockets_of(pid: int) -> set[str]:
    found = set()
    with suppress(FileNotFoundError):  # it has just gone
        for open_file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.add(str(open_file.readlink()))
    return found


def dies_each_time(house, server, programme, kills: int, fault: str = "") -> None:
    server.when_taken = sniper = Sniper(house, server.port, fault)
    for number in range(kills):
        invite(programme, [number])
        sniper.kills()
        two_minutes_later()
    server.when_taken = None


def test_killed_after_the_servers_yes(house, post_office, figures):
    programme = make.ProgrammeFactory()
    house.beats()
    dies_each_time(house, post_office, programme, KILLS)
    wait_until(nothing_waits, within=60)
    found = count(rows_taken(post_office))
    figures(
        "50 kills right after the 250",
        lost=found.lost,
        sent_twice=found.twice,
        unknown=f"{found.unknown} of at most {KILLS}",
    )
    assert (found.messages, found.lost, found.twice, found.unfinished) == (KILLS, 0, 0, 0)
    assert found.unknown <= KILLS


def test_planted_fault_without_the_mark_they_go_out_twice(house, post_office, figures):
    dies_each_time(house, post_office, make.ProgrammeFactory(), kills=3, fault="not_marked")
    no_longer_waits()
    wait_until(lambda: len(post_office.received) >= 6, within=60)
    found = count(rows_taken(post_office))
    figures("planted: 3 such kills, not marked", sent_twice=found.twice)
    assert found.twice > 0  # one of them perhaps four times


@pytest.fixture
def phones(house, settings, tmp_path):
    """A provider of texts that can be asked what it took."""
    with TextProvider(tmp_path, lambda *_: True, "") as provider:
        house.more["PIM_SMS_URL"] = settings.SMS_URL = provider.url
        yield provider


def test_texts_settle_themselves(house, phones, figures):
    """Every second one was not even taken when the worker died. The provider knows which."""
    numbers = [f"+4477009{number:05}" for number in range(KILLS)]
    asked(staffed_site(), KILLS, instruments=("gad-7",), numbers=numbers)
    invitations = Message.objects.filter(notice="questionnaire.invitation")
    ids = list(invitations.values_list("pk", flat=True))
    due_at = invitations.first().due_at
    Message.objects.update(state=MessageState.CANCELLED, reason="kept back")
    phones.when_asked = sniper = Sniper(house, provider.at(phones.url).port)
    for number, pk in enumerate(ids):
        if number % 2:
            phones.cut(keeps=False)
        Message.objects.filter(pk=pk).update(state=MessageState.QUEUED, reason="", due_at=due_at)
        channels._poke(risk=False)
        sniper.kills()
        two_minutes_later()
    phones.when_asked = None
    house.beats()
    open_still = Message.objects.filter(pk__in=ids).exclude(state=MessageState.SENT)
    wait_until(lambda: not open_still.exists(), within=120)

    taken = [len(phones.taken(number)) for number in numbers]
    lost, twice = taken.count(0), sum(times > 1 for times in taken)
    figures("50 kills while texting, with look-up", lost=lost, sent_twice=twice, unknown=0)
    assert (lost, twice) == (0, 0)
