"""A report as a person reads it: rows of words and exact figures.

For the team, and for whoever reads under an agreement. Everyone else reads what is printed once
a quarter, and nothing of this.
"""

from dataclasses import dataclass
from functools import cached_property

from outcomes.report import Report
from outcomes.report.words.areas import AreaWords
from outcomes.report.words.change import ChangeWords
from outcomes.report.words.commission import CommissionWords
from outcomes.report.words.flow import FlowWords
from outcomes.report.words.parts import Grid, Line, Step
from outcomes.report.words.pictures import PictureWords
from outcomes.report.words.setting import SettingWords
from outcomes.report.words.support import SupportWords

__all__ = ["CommissionWords", "Grid", "Line", "Step", "Words"]


@dataclass(frozen=True)
class Words:
    """Turns the figures of one report into words."""

    report: Report

    @property
    def people(self) -> str:
        return self.flow.people

    @property
    def areas(self) -> AreaWords:
        return AreaWords(self.report)

    @property
    def flow(self) -> FlowWords:
        return FlowWords(self.report)

    @property
    def change(self) -> ChangeWords:
        return ChangeWords(self.report)

    @cached_property
    def pictures(self) -> PictureWords:
        return PictureWords(self.report)

    @property
    def setting(self) -> SettingWords:
        return SettingWords(self.report)

    @property
    def support(self) -> SupportWords:
        return SupportWords(self.report)

    def in_short(self) -> list[Line]:
        """What a busy person reads: worse stands beside better, and everything has its n."""
        flow, words = self.report.flow, self.flow
        steps = {"Had a first session": flow.started, "Answered both times": flow.paired}
        lines = [Line("Asked for support", [words.referred])]
        for label, n in steps.items():
            lines.append(Line(label, [words.share(n, flow.referred, with_interval=False)]))
        said = self.support.opinions().lines
        agreed = [Line(line.label, [f"{line.cells[0]} agreed"]) for line in said]
        return [*lines, *self.change.in_short(), *agreed]

    def contents(self) -> list[tuple[str, str]]:
        """The parts of the page, by their places on it."""
        found = self.report
        compared = {
            "pictures": "In pictures" if self.pictures.of_groups() else "",
            "waiting": "While waiting, and with support",
            "missing": "Who is missing",
        }
        parts = {
            "came": f"How far {self.people} came",
            "answered": "Who answered",
            "changed": "Before and after",
            **(compared if found.changes else {}),
            "areas": "By area" if found.areas.can_be_compared else "",
            "said": "In their own view" if found.opinions else "",
            "words": "What the words in the tables mean",
        }
        return [(place, title) for place, title in parts.items() if title]
