"""Parts of the service, and the whole of it, killed with -9; the order of the tests matters."""

import os
import signal

import pytest

from pim.stack.testing.whole_stack import alive
from tests.pim.stack.test_supervisor import get, of, one_line, service, until

__all__ = ["service"]


@pytest.mark.parametrize("word", ["gunicorn", "-Q risk", "celery beat", "stack.mailbox", "valkey"])
def test_a_part_that_is_killed_is_started_again(service, word):
    first, *children = of(service, word.replace("celery beat", "pim.celery beat"))
    os.kill(first.pid, signal.SIGKILL)

    assert service.process.stderr.readline().endswith("ended unexpectedly; starting it again.\n")

    until(lambda: not alive([first, *children]), within=5)
    until(lambda: of(service, word.replace("celery beat", "pim.celery beat")), within=10)


def test_all_answer_again(service):
    until(lambda: get(service, "/health/ready")[0] == 200, within=60)


def test_the_kill_of_the_supervisor_leaves_nothing(service):
    everyone = service.processes()
    assert len(everyone) > 15

    service.process.kill()

    until(lambda: not alive(everyone), within=10)


def test_after_a_kill_it_starts_again_and_ends_when_the_database_dies(service):
    service.start(within=60)
    everyone = service.processes()

    (server,) = of(service, "bin/postgres -D")
    os.kill(server.pid, signal.SIGKILL)

    until(lambda: not alive(everyone), within=20)
    assert service.process.wait() == 1
    assert "The database ended unexpectedly" in one_line(service.process.stderr.read())
