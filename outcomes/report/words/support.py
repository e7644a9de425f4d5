"""Waits, sessions, and what women say of the support, in words."""

from outcomes.report import Opinion, Wait
from outcomes.report.words.numbers import days
from outcomes.report.words.parts import Grid, Line, Part


class SupportWords(Part):
    def opinions(self) -> Grid:
        heads = ["", "Agreed", "Answered, of those asked"]
        lines = [self._opinion(opinion) for opinion in self.report.opinions]
        return Grid("opinions", f"What {self.people} said of the support", heads, lines)

    def _opinion(self, opinion: Opinion) -> Line:
        agreed = self.share(opinion.agreed, opinion.valid)
        response = self.share(opinion.responded, opinion.asked, with_interval=False)
        return Line(f"“{opinion.text}”", [agreed, response])

    def waits(self) -> Grid:
        support = self.report.support
        heads = [
            "",
            self.people.capitalize(),
            "Half waited no longer than",
            "Nine in ten no longer than",
        ]
        lines = [
            self._wait("From asking to being accepted", support.to_accepted),
            self._wait("From being accepted to a volunteer or a group", support.to_matched),
            self._wait("From asking to the first session", support.to_first_session),
        ]
        return Grid("waits", f"How long {self.people} waited", heads, lines)

    def _wait(self, label: str, wait: Wait) -> Line:
        return Line(label, [self.count(wait.n), days(wait.median), days(wait.p90)])

    def sessions(self) -> list[tuple[str, str]]:
        support = self.report.support
        counts = {
            "Sessions": support.sessions,
            "Minutes": support.minutes,
            "Visits to a group": support.group_sessions,
            "Minutes in groups": support.group_minutes,
            "Minutes in all": support.minutes + support.group_minutes,
        }
        return [(label, self.count(n)) for label, n in counts.items()]
