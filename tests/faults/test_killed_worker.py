"""A real worker, killed with -9 while it speaks to a real mail server."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models.functions import Now

from pim import clock
from pim.access import invitations
from pim.access.audit import SYSTEM
from pim.enums import MessageState as State
from pim.enums import Role
from pim.messages import outbox
from pim.models import Message
from tests.pim.messages.test_outbox import ids

MESSAGES, HANDS = 24, 2


@contextmanager
def worker(smtp_server):
    """A Celery worker on the test's own database, in a process group of its own."""
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    environment = os.environ | {
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
        "PIM_EMAIL_URL": f"smtp://127.0.0.1:{smtp_server.port}",
    }
    command = "-m celery -A pim.celery worker -Q default --without-gossip --without-mingle"
    process = subprocess.Popen(
        [sys.executable, *command.split(), "-c", str(HANDS)],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_until(true, within: float = 30) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "It did not happen in time"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_nothing_and_sends_nothing_twice(
    smtp_server, programme
):
    smtp_server.pause = 0.2
    with worker(smtp_server) as first:
        for number in range(MESSAGES):
            invitations.invite(
                email=f"person{number}@staff.example",
                role=Role.COORDINATOR,
                programme=programme,
                by=SYSTEM,
                now=clock.now(),
            )
        wait_until(lambda: len(smtp_server.received) >= 6)
        kill(first)

    Message.objects.filter(claim__isnull=False).update(lease_until=Now())  # two minutes later
    outbox.sweep()
    smtp_server.pause = 0
    with clock.standing_at(clock.now() + outbox.LEASE):
        outbox.drain()

    taken = ids(smtp_server)
    states = dict(Message.objects.values_list("pk", "state"))
    unknown = [str(pk) for pk, state in states.items() if state == State.UNKNOWN]
    assert len(set(taken)) == len(taken), "sent twice"
    assert set(taken) | set(unknown) == {str(pk) for pk in states}, "lost"
    assert set(states.values()) == {State.SENT, State.UNKNOWN}
    assert 1 <= len(unknown) <= HANDS
