"""Whether two of those who speak for somebody are one person. Pure."""

from collections.abc import Iterable
from typing import Protocol


class Reached(Protocol):
    name: str | None
    email: str | None
    phone: str | None


def is_one_person(one: Reached, other: Reached) -> bool:
    """By one address or number; where neither can be compared, by the name."""
    pairs = [(one.email, other.email), (one.phone, other.phone)]
    known = [(a, b) for a, b in pairs if a and b]
    compared = known or [(one.name or "", other.name or "")]
    return any(_plain(a) == _plain(b) for a, b in compared)


def people_among(those: Iterable[Reached]) -> list[Reached]:
    """Each person once, the first time she is there."""
    people: list[Reached] = []
    for one in those:
        if not any(is_one_person(one, other) for other in people):
            people.append(one)
    return people


def shares_address(one: Reached, email: str, phone: str) -> bool:
    return any(
        given and kept and _plain(given) == _plain(kept)
        for given, kept in ((email, one.email), (phone, one.phone))
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
