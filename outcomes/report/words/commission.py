"""What a commissioner asks besides, in words: sources, volunteers, and who was reached."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from outcomes.report.commission import (
    ENGLISH,
    FEW,
    OTHER_LANGUAGE,
    WITH_INTERPRETER,
    Commission,
    Group,
    Reached,
    none_small,
)
from outcomes.report.words.flow import REASONS
from outcomes.report.words.numbers import percent
from outcomes.report.words.parts import Grid, Line, Part
from outcomes.statistics import wilson
from referrals.enums import AgeBand, ReferrerRole, Situation, Source

THROUGH = {
    Source.HERSELF: "By herself",
    Source.STAFF: "By phone or in person",
    **dict(ReferrerRole.choices),
}
SPEAKS = {
    ENGLISH: "English",
    OTHER_LANGUAGE: "Another language, without an interpreter",
    WITH_INTERPRETER: "With an interpreter",
}
SITUATIONS = {
    Situation.PREGNANT: "Pregnant",
    Situation.BABY: "With a baby",
    Situation.LOSS: "Lost a baby",
    Situation.OTHER: "Something else",
    Situation.NOT_ASKED: "Not asked yet",
}
NOT_SAID = "Not said"
MOST_AREAS = 12
"""More than these would be a paper of their own, and a list to look for the last in."""
FEW_OF_THEM = f"fewer than {FEW} asked: says little"

ETHNICITY = (
    "Ethnicity: this service does not ask for it, so nothing can be said of who is missing by it."
)


@dataclass(frozen=True)
class CommissionWords(Part):
    found: Commission
    is_outside: bool = True
    """Whether small groups are put together before they are shown."""

    def sources(self) -> Grid:
        whole = self.report.flow.referred
        lines = [
            Line(
                THROUGH.get(one.keys[0][1], NOT_SAID),
                [self.share(one.asked, whole), self.share(one.accepted, one.asked)],
            )
            for one in self.found.sources
        ]
        heads = ["", "Asked for support, of all", "Accepted, of these"]
        return Grid("sources", "Where referrals came from", heads, lines)

    def endings(self) -> list[tuple[str, str]]:
        closings = self.report.flow.closings
        ended = sum(closings.values())
        return [(REASONS[code], self._of(n, ended)) for code, n in closings.items()]

    def volunteers(self) -> list[tuple[str, str]]:
        found, support = self.found.volunteers, self.report.support
        return [
            ("Volunteers today", f"{self.count(found.active)} active, or on a break"),
            ("In training today", f"{self.count(found.in_training)}, sign-off included"),
            ("Began in this period", self.count(found.signed_off)),
            ("Left in this period", self.count(found.left)),
            ("Sessions with these " + self.people, _hours(support.sessions, support.minutes)),
            ("Visits to a group", _hours(support.group_sessions, support.group_minutes)),
            ("Travel in this period", f"{found.miles:,.0f} miles claimed; hours are not kept"),
        ]

    # --- Who was reached -------------------------------------------------------------------

    def reached(self) -> list[Grid]:
        return [grid for grid in self._reached() if grid]

    def not_told(self) -> list[str]:
        """What cannot be said of who was reached, and why."""
        told = {grid.key for grid in self.reached()}
        named = {"age": "age", "language": "language", "situation": "pregnancy or baby"}
        why = "nearly everybody is in one group, and the others are too few to stand alone"
        missing = [f"By {name}: {why}." for key, name in named.items() if key not in told]
        areas = [] if "areas" in told or not self._areas() else [TOO_MANY_AREAS]
        return [*missing, *areas, ETHNICITY]

    def _reached(self) -> Iterator[Grid | None]:
        yield self._grid("age", "By age", lambda one: one.age, dict(AgeBand.choices))
        yield self._grid("language", "By language", lambda one: one.speaks, SPEAKS)
        yield self._grid(
            "situation", "By what brought her to us", lambda one: one.situation, SITUATIONS
        )
        if 1 < len(self._areas()) <= MOST_AREAS:
            yield self._lines("areas", "By area, in the order of the alphabet", self._areas(), {})

    def _areas(self) -> list[Group]:
        areas = self.found.by(lambda one: one.site)
        return areas if len(areas) > 1 else []

    def _grid(
        self,
        key: str,
        caption: str,
        trait: Callable[[Reached], Hashable],
        names: dict[Any, str],
    ) -> Grid | None:
        groups = self.found.by(trait)
        if self.is_outside:
            groups = none_small(groups)
            if len(groups) == 1 and len(groups[0].keys) > 1:
                return None
        return self._lines(key, caption, groups, names) if groups else None

    def _lines(self, key: str, caption: str, groups: list[Group], names: dict[Any, str]) -> Grid:
        order = [*names, ""]
        in_order = sorted(groups, key=lambda one: _place(order, one.keys[0]))
        heads = ["", "Asked", "Accepted, of these", "Matched, of the accepted"]
        heads.append("Planned end, of those over")
        return Grid(key, caption, heads, [self._line(one, names) for one in in_order])

    def _line(self, group: Group, names: dict[Any, str]) -> Line:
        labels = [names.get(key, str(key)) or NOT_SAID for key in group.keys]
        label = labels[0] if len(labels) == 1 else f"Together: {'; '.join(labels)}"
        mark = f" ({FEW_OF_THEM})" if group.asked < FEW else ""
        pairs = (
            (group.accepted, group.asked),
            (group.matched, group.accepted),
            (group.as_planned, group.ended),
        )
        cells = [self._of(x, n) for x, n in pairs]
        return Line(label + mark, [self.count(group.asked), *cells])

    def _of(self, x: int, n: int) -> str:
        """Short, because many stand side by side."""
        if n == 0:
            return "nobody yet"
        low, high = (percent(end) for end in wilson(x, n))
        return f"{self.count(x)} of {self.count(n)}: {percent(x / n)} ({low.rstrip('%')} to {high})"


TOO_MANY_AREAS = (
    f"By area: there are more than {MOST_AREAS}; the picture shows them at their sizes, and each "
    "has a report of its own."
)


def _hours(how_often: int, minutes: int) -> str:
    return f"{how_often:,}; {minutes / 60:,.0f} hours"


def _place(order: list[Any], key: Any) -> tuple[int, str]:
    return (order.index(key) if key in order else -1, str(key))
