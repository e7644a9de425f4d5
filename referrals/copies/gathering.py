"""All about one woman in one go, from the tables of the export and from what upper apps add.

    gathering.add("releases", "research files with answers of yours", maker)

``maker(people, now)`` gives entries, each a list of ``(label, words)``.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from referrals.caseload.tables import Table, every_table
from referrals.copies.enums import PassageMark
from referrals.copies.wording import mark_of, words_of

Line = tuple[str, str]
Maker = Callable[[Collection[UUID], datetime], list[list[Line]]]
Content = list[dict[str, Any]]

_makers: list[tuple[str, str, Maker]] = []
_also: list[tuple[Table, bool]] = []


def add(name: str, about: str, maker: Maker) -> None:
    _makers.append((name, about, maker))


def add_table(table: Table, *, for_her_alone: bool = False) -> None:
    """A table that no export of a site holds. ``for_her_alone``: nobody here reads it either."""
    _also.append((table, for_her_alone))


@dataclass
class Marked:
    """A passage somebody has to decide about."""

    section: str
    label: str
    words: str
    mark: str


@dataclass
class Gathered:
    content: Content = field(default_factory=list)
    passages: list[Marked] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def keep(self, section: str, label: str, words: str, mark: str) -> dict[str, int]:
        """Its place. A name stands once, however often it comes: it is decided once."""
        is_name = mark == PassageMark.SOMEBODY_ELSE
        if is_name and words in self._places:
            return {"passage": self._places[words]}
        self.passages.append(Marked(section, label, words, mark))
        place = len(self.passages)
        if is_name:
            self._places[words] = place
        return {"passage": place}


def gather(people: Collection[UUID], now: datetime) -> Gathered:
    gathered = Gathered()
    for table, alone in [*((one, False) for one in every_table()), *_also]:
        entries = list(_entries(table, people, gathered))
        _add_section(gathered, table.name, table.about, entries, alone)
    for name, about, maker in _makers:
        made = [{"lines": [list(line) for line in entry]} for entry in maker(people, now)]
        _add_section(gathered, name, about, made, False)
    return gathered


def _add_section(gathered: Gathered, name: str, about: str, entries: list, alone: bool) -> None:
    if entries:
        title = name.replace("_", " ").capitalize()
        section = {"title": title, "about": about, "for_her_alone": alone, "entries": entries}
        gathered.content.append(section)


def _entries(table: Table, people: Collection[UUID], gathered: Gathered) -> Iterator[dict]:
    title = table.name.replace("_", " ").capitalize()
    for row in table.about_her(people):
        said = [(column, words_of(table, column, row)) for column in table.columns]
        lines = [(mark_of(table, column), column.meaning, words) for column, words in said if words]
        if not lines:
            continue
        if table.harms:
            yield gathered.keep(title, table.about, in_one(lines), PassageMark.HARM)
        else:
            yield {"lines": [_line(gathered, title, *line) for line in lines]}


def _line(gathered: Gathered, title: str, mark: str, label: str, words: str) -> list:
    return [label, gathered.keep(title, label, words, mark) if mark else words]


def in_one(lines: Collection[tuple[str, str, str]]) -> str:
    """A whole entry as one passage, without the names of other people: they are no part of it."""
    kept = [line for line in lines if line[0] != PassageMark.SOMEBODY_ELSE]
    return "\n".join(f"{label}: {words}" for _, label, words in kept)
