"""Changing tables while people use them.

A change of a table waits for those who read it, and everybody else waits behind the change. So
it gives up after two seconds, lets them through, and tries again. See docs/adr/0022.
"""

import time
from collections.abc import Callable

from django.db import OperationalError, connection
from psycopg2.errors import LockNotAvailable

LONGEST_WAIT = "2s"  # for a lock
TRIES, PAUSE = 30, 1.0


def patiently(work: Callable[[], object], tries: int = TRIES, pause: float = PAUSE) -> None:
    """Do it with short waits for locks and no end to a statement; what is done stays done."""
    for left in reversed(range(tries)):
        _waits(LONGEST_WAIT, statement="0")
        try:
            work()
            return
        except OperationalError as error:
            if left == 0 or not isinstance(error.__cause__, LockNotAvailable):
                raise
        finally:
            connection.close()  # the next one has the settings of everybody again
        time.sleep(pause)


def _waits(lock: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [lock])
        cursor.execute("SET statement_timeout = %s", [statement])
