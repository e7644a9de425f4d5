"""Time, and what is waiting to happen in it."""

import heapq
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import count

from pim import clock
from pim.errors import DomainError

Life = Iterator[datetime]


class World:
    """Runs lives side by side. A life is a generator that yields the moment it wakes next.

    Moments are aware datetimes; two lives that wake at once go in the order they lay down.
    """

    def __init__(self, ends_at: datetime):
        self.ends_at = ends_at
        self.happened: Counter[str] = Counter()
        self._order = count()
        self._asleep: list[tuple[datetime, int, Life]] = []

    def begin(self, life: Life) -> None:
        """Let a life take its first sleep."""
        self._sleep(life)

    def run(self) -> None:
        """Wake whoever is next until the end of time, or until everybody is done."""
        while self._asleep and self._asleep[0][0] <= self.ends_at:
            moment, _, life = heapq.heappop(self._asleep)
            with clock.standing_at(moment):
                self._sleep(life)

    def _sleep(self, life: Life) -> None:
        try:
            wakes_at = next(life)
        except StopIteration:
            return
        except DomainError:
            self.happened["refused by a rule"] += 1
            return
        heapq.heappush(self._asleep, (wakes_at, next(self._order), life))
