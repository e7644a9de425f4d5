"""What a report's tables are made of, and how every count is told."""

from dataclasses import dataclass
from typing import NamedTuple

from outcomes.report import Change, Report
from outcomes.report.words.numbers import interval, percent


class Step(NamedTuple):
    """One step of the flow. ``width`` is its bar, out of 100; None where there is none."""

    label: str
    count: str
    width: float | None
    reasons: list[tuple[str, str]]


class Line(NamedTuple):
    """One line of a table: its heading and its cells."""

    label: str
    cells: list[str]


class Grid(NamedTuple):
    """A table with a heading line."""

    key: str
    caption: str
    heads: list[str]
    lines: list[Line]


@dataclass(frozen=True)
class Part:
    """The words of one part of a report."""

    report: Report

    @property
    def people(self) -> str:
        """Who is supported: some programmes take dads and partners too."""
        return "parents" if self.report.scope.programme.takes_partners else "women"

    def count(self, n: int) -> str:
        return f"{n:,}"

    def share(self, x: int, n: int, *, with_interval: bool = True) -> str:
        """``37 of 43 (86%; 95% interval 73% to 93%)``, always with its x and n."""
        counts = f"{self.count(x)} of {self.count(n)}"
        if n == 0:
            return counts
        rate = percent(x / n)
        return f"{counts} ({rate}; {interval(x, n)})" if with_interval else f"{counts} ({rate})"


def scale_name(change: Change) -> str:
    name = change.definition.name
    return name if len(change.definition.scales) == 1 else f"{name}: {change.scale.name}"
