"""Things timed in turns, so that whatever else the machine does falls on all of them alike."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any


def in_turns(
    rounds: int,
    watch: Callable[[], float] = perf_counter,
    /,
    between: Callable[[], Any] = lambda: None,
    **things: Callable[[], Any],
) -> dict[str, float]:
    """The median seconds of each, over so many rounds; one round before is not counted.

    ``between`` tidies up after each, and its time is nobody's.
    """
    taken: dict[str, list[float]] = {name: [] for name in things}
    for number in range(rounds + 1):
        for name, thing in things.items():
            began = watch()
            thing()
            if number:
                taken[name].append(watch() - began)
            between()
    return {name: median(times) for name, times in taken.items()}
