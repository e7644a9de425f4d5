"""Figures asked of the database. An app adds its own with :func:`add`.

None counts women, and none says where: at a small place one is somebody. What concerns a single
woman is told as the age of the oldest, or as yes or no.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

NO_LABELS: Mapping[str, str] = MappingProxyType({})


class Figure(NamedTuple):
    name: str
    says: str
    value: float
    labels: Mapping[str, str] = NO_LABELS


Ask = Callable[[datetime], Iterable[Figure]]
_asked: list[Ask] = []


def add(ask: Ask) -> Ask:
    _asked.append(ask)
    return ask


def all_of_them(now: datetime) -> Iterator[Figure]:
    for ask in _asked:
        yield from ask(now)


def age(since: datetime | None, now: datetime) -> float:
    """In seconds; 0 where nothing waits."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0
