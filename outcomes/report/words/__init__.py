"""A report as a person reads it: rows of words and exact figures.

For the team, and for whoever reads under an agreement. Everyone else reads what is printed once
a quarter, and nothing of this.
"""

from dataclasses import dataclass

from outcomes.report import Report
from outcomes.report.words.areas import AreaWords
from outcomes.report.words.change import ChangeWords
from outcomes.report.words.flow import FlowWords
from outcomes.report.words.parts import Grid, Line, Step
from outcomes.report.words.pictures import PictureWords
from outcomes.report.words.setting import SettingWords
from outcomes.report.words.support import SupportWords

__all__ = ["Grid", "Line", "Step", "Words"]


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

    @property
    def pictures(self) -> PictureWords:
        return PictureWords(self.report)

    @property
    def setting(self) -> SettingWords:
        return SettingWords(self.report)

    @property
    def support(self) -> SupportWords:
        return SupportWords(self.report)

    def in_short(self) -> list[str]:
        flow, words = self.report.flow, self.flow
        answered = words.share(flow.after_answered, flow.after_asked, with_interval=False)
        asked = f"{words.referred} {self.people} asked for support"
        return [
            f"{asked}, {words.count(flow.started)} of them had a first session.",
            f"Of those asked at the end, {answered} answered.",
            *(f"{line.label}: {line.cells[0]} agreed." for line in self.support.opinions().lines),
        ]
