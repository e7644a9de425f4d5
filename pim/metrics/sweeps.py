"""When each sweep of the schedule last came to its end without an error.

Workers note it in the database, beside their signs of life, and not more often than anybody
looks.
"""

from collections.abc import Iterator
from datetime import datetime
from time import monotonic

from django.core.cache import cache

from pim import clock
from pim.metrics.asking import Figure, age

OFTEN_ENOUGH = 30  # seconds
_noted: dict[str, float] = {}  # by this process


def note(task: str) -> None:
    if monotonic() - _noted.get(task, -OFTEN_ENOUGH) >= OFTEN_ENOUGH:
        cache.set(_key(task), clock.wall(), timeout=None)
        _noted[task] = monotonic()


def figures(now: datetime) -> Iterator[Figure]:
    from pim.celery import app

    every: dict[str, float] = {}
    for line in app.conf.beat_schedule.values():
        every[line["task"]] = line["schedule"].total_seconds()
    for task, seconds in every.items():
        says = "How often a sweep is due."
        yield Figure("pim_sweep_every_seconds", says, seconds, {"sweep": task})
    ended = cache.get_many([_key(task) for task in every])
    for task in every:
        if at := ended.get(_key(task)):
            says = "How long ago a sweep last ended without an error; missing until it does."
            yield Figure("pim_sweep_ended_seconds", says, age(at, clock.wall()), {"sweep": task})


def _key(task: str) -> str:
    return f"ended:{task}"
