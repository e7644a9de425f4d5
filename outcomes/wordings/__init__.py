"""The words of an instrument as a file brings them: read, and fitted to our codes and keys. Pure.

A file is never trusted with a score. Its options must stand in the printed order and carry the
scores our own key has for them; where they do not, somebody must look, and nothing is stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pim.errors import DomainError

WHOLE = "The file"


class Problem(NamedTuple):
    """What is wrong, and where: "Line 4" of a table, "Item 3" of a questionnaire; or all of it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}{'' if self.where == WHOLE else ':'} {self.what}"


class BadWording(DomainError):
    """The file cannot be used. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class WordedOption:
    """One answer as the file has it. ``score`` is None where the file gives none."""

    code: str
    label: str
    score: int | None


@dataclass(frozen=True, slots=True)
class WordedItem:
    """One question. ``where`` is its place in the file, for whoever mends it."""

    where: str
    link_id: str
    text: str
    stem: str
    options: tuple[WordedOption, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """All the questions of a file, in its order. ``language`` is empty where it says nothing."""

    language: str
    items: tuple[WordedItem, ...]


def refuse(problems: Sequence[Problem]) -> None:
    """Raise BadWording with all of them; nothing happens where there is none."""
    if problems:
        raise BadWording(problems)


def whole(text: str) -> int | None:
    """The whole number somebody wrote, or None: "0", "12", never "1.5", "٣" or ""."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
