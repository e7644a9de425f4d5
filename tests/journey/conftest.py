import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from pim.stack.testing.whole_stack import Stack

LONDON = ZoneInfo("Europe/London")


class Times:
    """The clock of the service, moved by restarting it with another offset."""

    def __init__(self, stack: Stack):
        self.stack = stack
        self.offset = _seconds_to_next_tuesday_at_ten()

    def begin(self) -> None:
        self.stack.start(self.offset)

    def pass_by(self, **duration: float) -> None:
        self.offset += int(dt.timedelta(**duration).total_seconds())
        self.stack.restart(self.offset)

    def today(self) -> dt.date:
        return (dt.datetime.now(LONDON) + dt.timedelta(seconds=self.offset)).date()


def _seconds_to_next_tuesday_at_ten() -> int:
    """Office hours, whatever the hour at which the test runs."""
    now = dt.datetime.now(LONDON)
    day = now.date() + dt.timedelta(days=(1 - now.weekday()) % 7 or 7)
    tuesday = dt.datetime.combine(day, dt.time(10), LONDON)
    return int(tuesday.timestamp() - time.time())


@pytest.fixture(scope="module")
def service(tmp_path_factory, tables):
    """A service of its own with nobody in it, as ``make run`` starts it, with a clock to turn."""
    with Stack(tmp_path_factory.mktemp("journey")) as stack:
        stack.fill(tables)
        times = Times(stack)
        times.begin()
        stack.times = times
        yield stack
