"""600 messages while workers are killed, the broker is emptied and the database stops dead."""

import random
import time
from dataclasses import dataclass

from pim import clock
from pim.access import invitations
from pim.access.audit import SYSTEM
from pim.enums import Role
from tests import factories as make
from tests.faults.counting import count, nothing_waits, rows_taken
from tests.faults.house import two_minutes_later, wait_until

HANDS = 4
A_HUNDRED_ANSWERS = [451] * 5 + [None] + [250] * 94  # None: taken, and the line cut


@dataclass(frozen=True)
class Fire:
    messages: int
    kills: int
    flushes: int = 0
    restarts: int = 0
    fault: str = ""


def invite(programme, numbers) -> None:
    for number in numbers:
        invitations.invite(
            email=f"person{number}@staff.example",
            role=Role.COORDINATOR,
            programme=programme,
            by=SYSTEM,
            now=clock.now(),
        )


def answers(server, chance: random.Random) -> None:
    """Of each hundred messages five are put off and one line is cut, in any order."""
    for _ in range(10):
        for code in chance.sample(A_HUNDRED_ANSWERS, 100):
            server.answer(code, times=1) if code else server.cut(times=1)


def sends_under(fire: Fire, house, server, chance: random.Random) -> None:
    """One round for each kill: messages are queued, a worker sends, and dies at some moment."""
    programme = make.ProgrammeFactory()
    house.beats()
    rounds = list(range(fire.kills))
    flushed = chance.sample(rounds, fire.flushes)
    restarted = chance.sample(rounds, fire.restarts)
    each = fire.messages // fire.kills
    for number in rounds:
        worker = house.worker(hands=HANDS, fault=fire.fault)
        invite(programme, range(number * each, (number + 1) * each))
        dies_somewhere_in_its_work(worker, house, server, chance)
        if number in flushed:
            house.flush()
        if number in restarted:
            house.stop_postgres()
            house.start_postgres()
        two_minutes_later()


def dies_somewhere_in_its_work(worker, house, server, chance) -> None:
    before = server.tries
    wait_until(lambda: server.tries > before + 2, within=60, what="The worker did not start")
    time.sleep(chance.uniform(0.1, 1.5))
    house.kill(worker)


def comes_to_an_end(house, fault: str = "") -> None:
    house.worker(hands=HANDS, fault=fault)
    wait_until(nothing_waits, within=150, what="Some messages never came to an end")


def test_nothing_is_lost_and_nothing_goes_out_twice(house, post_office, figures):
    fire = Fire(messages=600, kills=8, flushes=2, restarts=1)
    chance, begun = random.Random(20261123), time.monotonic()
    post_office.pause = 0.05
    answers(post_office, chance)

    sends_under(fire, house, post_office, chance)
    comes_to_an_end(house)

    found, cuts = count(rows_taken(post_office)), post_office.said.count(None)
    most = cuts + fire.kills * HANDS
    figures(
        "600 messages, 8 kills, 2 flushes, 1 restart",
        lost=found.lost,
        sent_twice=found.twice,
        unknown=f"{found.unknown} of at most {most}",
        put_off=post_office.said.count(451),
        cut=cuts,
        seconds=round(time.monotonic() - begun),
    )
    assert found.messages == fire.messages
    assert (found.lost, found.twice, found.unfinished, found.dead) == (0, 0, 0, 0)
    assert cuts <= found.unknown <= most


def test_planted_fault_without_the_mark_messages_go_out_twice(house, post_office, figures):
    post_office.pause = 1
    fire = Fire(messages=24, kills=3, fault="not_marked")
    sends_under(fire, house, post_office, random.Random(1))
    post_office.pause = 0
    comes_to_an_end(house)
    found = count(rows_taken(post_office))
    figures("planted: not marked before sending", sent_twice=found.twice)
    assert found.twice > 0


def test_planted_fault_marked_as_sent_too_early_messages_are_lost(house, post_office, figures):
    for _ in range(20):
        post_office.answer(250, times=4)
        post_office.answer(451, times=1)
    fire = Fire(messages=40, kills=1, fault="sent_first")
    sends_under(fire, house, post_office, random.Random(1))
    comes_to_an_end(house, fault="sent_first")
    found = count(rows_taken(post_office))
    figures("planted: noted as sent before sending", lost=found.lost)
    assert found.lost > 0
