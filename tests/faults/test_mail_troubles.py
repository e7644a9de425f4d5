"""A mail server that is away, slow, drips, or says no: all waits, and goes out once."""

import socket
import threading
import time
from collections import Counter

from django.db.models.functions import Now

from pim import health
from pim.enums import MessageState
from pim.messages import mail_line, outbox
from pim.models import Message
from pim.stack.testing.mail_server import MailServer
from tests import factories as make
from tests.attacks.visitors import ANY_FORM, Visitor
from tests.faults.counting import codes_in_the_ledger, count, nothing_waits, rows_taken
from tests.faults.house import no_longer_waits, wait_until
from tests.faults.test_abandoned_answers import opens
from tests.faults.test_outbox_under_fire import invite

MESSAGES = 30


class Dripping:
    """Says its greeting one byte a second, to everybody who comes."""

    def __enter__(self) -> "Dripping":
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.came = 0
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.listener.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            self.came += 1
            threading.Thread(target=self._drip, args=[line], daemon=True).start()

    def _drip(self, line: socket.socket) -> None:
        with line:
            for byte in b"220 " + b"mail.example " * 10:
                try:
                    line.sendall(bytes([byte]))
                except OSError:
                    return
                time.sleep(1)


def states() -> Counter:
    return Counter(Message.objects.values_list("state", flat=True))


def all_are_sent(server) -> None:
    no_longer_waits()
    wait_until(lambda: nothing_waits() or no_longer_waits(), within=60)
    found = count(rows_taken(server))
    assert (found.lost, found.twice, found.unknown, found.dead) == (0, 0, 0, 0)
    assert len(server.received) == MESSAGES


def test_a_server_that_is_away_for_long(house, figures):
    """Far more tries than a message has lives: it is the server that is away, not the message."""
    with MailServer() as server:
        house.more["PIM_EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    invite(make.ProgrammeFactory(), range(MESSAGES))
    worker = house.worker()
    wait_until(lambda: Message.objects.filter(attempts__gte=1).count() == MESSAGES, within=60)
    Message.objects.update(attempts=outbox.MOST_ATTEMPTS + 2)
    no_longer_waits()
    enough = outbox.MOST_ATTEMPTS + 3
    wait_until(lambda: Message.objects.filter(attempts__gte=enough).count() == MESSAGES)
    waiting = states()
    house.kill(worker)

    with MailServer() as server:
        house.more["PIM_EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        house.worker()
        all_are_sent(server)
    figures("mail server away", waited=waiting[MessageState.QUEUED], dead=0, sent_once=MESSAGES)
    assert waiting == {MessageState.QUEUED: MESSAGES}


def test_a_server_that_drips_one_byte_a_second(house, figures):
    address = house.web()
    opens(address)
    with Dripping() as slow:
        house.more["PIM_EMAIL_URL"] = f"smtp://127.0.0.1:{slow.port}"
        invite(make.ProgrammeFactory(), range(MESSAGES))
        worker = house.worker()
        wait_until(lambda: slow.came >= 1, within=60)
        begun = time.monotonic()
        assert Visitor(address).get(ANY_FORM).status == 200
        page_took = time.monotonic() - begun
        given_up = wait_until(
            lambda: Message.objects.filter(attempts__gte=1, state=MessageState.QUEUED).exists(),
            within=mail_line.LONGEST + 10,
        )
        house.kill(worker)
    held = {MessageState.CLAIMED, MessageState.SENDING}
    found = states()
    figures(
        "one byte a second",
        given_up_after=f"{given_up:.0f} s",
        lease=f"{outbox.LEASE.seconds} s",
        dead=found[MessageState.DEAD],
        unknown=found[MessageState.UNKNOWN],
        page_meanwhile=f"{page_took:.2f} s",
    )
    assert given_up < outbox.LEASE.seconds
    assert set(found) <= held | {MessageState.QUEUED}
    assert page_took < 5


def test_refusals_are_counted_as_the_server_counts_them(house, post_office, figures):
    for _ in range(5):
        for code, times in ((451, 1), (250, 2), (421, 1), (550, 1)):
            post_office.answer(code, times)
    invite(make.ProgrammeFactory(), range(MESSAGES))
    house.worker()
    no_longer_waits()
    wait_until(lambda: nothing_waits() or no_longer_waits(), within=60)
    figures("451, 550 and 421", **{str(code): n for code, n in codes_in_the_ledger().items()})
    assert codes_in_the_ledger() == Counter(post_office.said)
    assert count(rows_taken(post_office)).dead == post_office.said.count(550) == 5
    assert len(set(rows_taken(post_office))) == MESSAGES - 5


def test_a_row_that_crashes_its_worker_is_given_up_and_others_flow(house, post_office, figures):
    invite(make.ProgrammeFactory(), range(MESSAGES))
    bad = house.more["BAD_ROW"] = str(Message.objects.order_by("due_at").first().pk)
    house.worker(hands=4, fault="crashes_at_one")
    crashes = 0
    while states()[MessageState.DEAD] == 0:
        crashes += 1
        crashed = Message.objects.filter(pk=bad, attempts=crashes)
        wait_until(crashed.exists, within=60)
        its_batch = Message.objects.filter(claim=crashed.get().claim)
        its_batch.update(lease_until=Now())  # two minutes later
        outbox.sweep()
        no_longer_waits()
    wait_until(nothing_waits, within=60)
    figures("a row that crashes its worker", dead_after=crashes, others_sent=MESSAGES - 1)
    assert crashes == outbox.MOST_ATTEMPTS
    assert states() == {MessageState.DEAD: 1, MessageState.SENT: MESSAGES - 1}
    assert len(set(rows_taken(post_office))) == len(post_office.received) == MESSAGES - 1


def test_a_dead_worker_is_told_of(house, figures):
    address = house.web()
    opens(address)
    house.beats()
    workers = [house.worker(queue, hands=1) for queue in ("default", "risk")]
    her = Visitor(address)
    wait_until(lambda: her.get("/health/ready").status == 200, within=60)
    house.kill(workers[1])
    took = wait_until(lambda: her.get("/health/ready").status == 503, within=150)
    figures("worker for risk dead", told_after=f"{took:.0f} s")
    assert took < health.LONGEST_SILENCE.total_seconds() + 30
