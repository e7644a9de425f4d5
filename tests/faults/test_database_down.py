"""The database is gone for a while: help is still there, and the rest comes back by itself."""

import threading
import time

from pim.stack.testing.mail_server import MailServer
from tests import factories as make
from tests.attacks.visitors import Visitor
from tests.faults.counting import count, nothing_waits, rows_taken
from tests.faults.house import wait_until
from tests.faults.test_abandoned_answers import opens
from tests.faults.test_outbox_under_fire import invite

SECONDS, MESSAGES = 10, 20


class Watch:
    """``with Watch(address) as watch``: asks for the help page again and again."""

    def __init__(self, address: str) -> None:
        self.statuses: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, args=[Visitor(address)])

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def _look(self, visitor: Visitor) -> None:
        while not self._over.wait(0.2):
            self.statuses.append(visitor.get("/get-help-now/").status)

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()


def test_help_is_there_throughout_and_the_worker_comes_back(
    house, post_office: MailServer, figures
):
    address = house.web()
    opens(address)
    worker = house.worker()
    house.beats()
    programme = make.ProgrammeFactory()
    wait_until(lambda: Visitor(address).get("/health/ready").status == 200, within=60)

    with Watch(address) as watch:
        house.stop_postgres()
        time.sleep(SECONDS)
        ready_meanwhile = Visitor(address).get("/health/ready").status
        house.start_postgres()
        invite(programme, range(MESSAGES))
        back = wait_until(nothing_waits, within=60)

    found = count(rows_taken(post_office))
    figures(
        "database down 10 s",
        help_page=f"{watch.statuses.count(200)} of {len(watch.statuses)} with 200",
        ready_meanwhile=ready_meanwhile,
        worker_sends_again_after=f"{back:.0f} s",
    )
    assert set(watch.statuses) == {200}
    assert ready_meanwhile == 503
    assert worker.poll() is None
    assert (len(post_office.received), found.lost, found.twice) == (MESSAGES, 0, 0)
