"""A report as a person reads it: rows of words and figures, guarded for readers outside.

No figure reaches the page but through :class:`Words`, so that none can slip past the rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from outcomes import statistics
from outcomes.disclosure import STAR, Disclosure
from outcomes.enums import RequestStatus, StopReason
from outcomes.report import Change, Opinion, Report, Wait
from outcomes.report.flow import CLOSED_BEFORE, NO_CONSENT, NOT_DUE
from referrals.enums import ClosedReason, Status

NOT_YET = "–"
TOO_FEW = "not shown: fewer than 8"
REASONS = {
    **dict(RequestStatus.choices),
    **dict(StopReason.choices),
    **dict(ClosedReason.choices),
    **dict(Status.choices),
    Status.RECEIVED: "Not decided yet",
    Status.IN_CONTACT: "Not decided yet: we are in touch",
    RequestStatus.OPEN: "May still answer",
    NO_CONSENT: "Did not agree to questionnaires",
    NOT_DUE: "Not due yet",
    CLOSED_BEFORE: "Support ended before it was due",
}
WHY_NULL = {
    statistics.Reason.NO_PAIRS: "nobody has answered both times yet",
    statistics.Reason.ONE_PAIR: "only one person has answered both times",
    statistics.Reason.TWO_PAIRS: "only two people have answered both times",
    statistics.Reason.NO_VARIATION: "everybody's score moved by the same amount",
}
RELIABLE = {
    statistics.Change.IMPROVED: "Reliably better",
    statistics.Change.UNCHANGED: "No reliable change",
    statistics.Change.DETERIORATED: "Reliably worse",
}


class Step(NamedTuple):
    """One step of the flow. ``width`` is its bar, out of 100; None where the count is hidden."""

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
class Words:
    """Turns the figures of one report into words for one reader."""

    report: Report
    disclosure: Disclosure

    @property
    def people(self) -> str:
        """Who is supported: some programmes take dads and partners too."""
        return "parents" if self.report.scope.programme.takes_partners else "women"

    def in_short(self) -> list[str]:
        flow, count = self.report.flow, self.disclosure.words
        answered = self.share(flow.after_answered, flow.after_asked, with_interval=False)
        asked = f"{count(flow.referred)} {self.people} asked for support"
        return [
            f"{asked}, {count(flow.started)} of them had a first session.",
            f"Of those asked at the end, {answered} answered.",
            *(f"{line.label}: {line.cells[0]} agreed." for line in self.opinions().lines),
        ]

    # --- Flow ------------------------------------------------------------------------------

    def steps(self) -> list[Step]:
        flow = self.report.flow
        return [
            self._step("Asked for support", flow.referred, {}),
            self._step("Accepted", flow.accepted, flow.not_accepted),
            self._step("Matched with a volunteer", flow.matched, flow.not_matched),
            self._step("Had a first session", flow.started, flow.not_started),
        ]

    def answers(self) -> list[Step]:
        flow = self.report.flow
        return [
            self._step("Asked before support", flow.before_asked, flow.before_not_asked),
            self._step("Answered before support", flow.before_answered, flow.before_not_answered),
            self._step("Asked at the end", flow.after_asked, flow.after_not_asked),
            self._step("Answered at the end", flow.after_answered, flow.after_not_answered),
            self._step("Answered both times", flow.paired, {}),
        ]

    def _step(self, label: str, n: int, reasons: Mapping[str, int]) -> Step:
        shown = self.disclosure.count(n)
        whole = self.disclosure.count(self.report.flow.referred)
        width = 100 * shown / whole if shown and whole else None
        return Step(label, self.disclosure.words(n), width, self.by_reason(reasons))

    def by_reason(self, counts: Mapping[str, int]) -> list[tuple[str, str]]:
        return [(REASONS[code], self.disclosure.words(n)) for code, n in counts.items()]

    @property
    def referred(self) -> str:
        return self.disclosure.words(self.report.flow.referred)

    @property
    def merged(self) -> str:
        return self.disclosure.words(self.report.flow.merged)

    def closings(self) -> list[tuple[str, str]]:
        return self.by_reason(self.report.flow.closings)

    # --- Change ----------------------------------------------------------------------------

    def main(self) -> Grid:
        """One column a scale."""
        changes = self.report.changes
        rows = [self._main_cells(change) for change in changes]
        lines = [Line(label, [row[label] for row in rows]) for label in (rows[0] if rows else ())]
        names = [scale_name(change) for change in changes]
        return Grid("main", "Scores before and after", ["", *names], lines)

    def _main_cells(self, change: Change) -> dict[str, str]:
        figures, count = change.figures, self.disclosure.words
        return {
            "Answered both times": count(figures.n_pairs),
            "Answered before only": count(figures.n_pre_only),
            "Answered at the end only": count(figures.n_post_only),
            "Average before (spread)": self._mean(change, figures.mean_pre, figures.sd_pre),
            "Average after (spread)": self._mean(change, figures.mean_post, figures.sd_post),
            "Average change": self._number(change, "mean_change"),
            "95% interval of the change": self._range(change, "ci95"),
            "Effect size (d_av)": self._number(change, "d_av"),
            **self._reliable(change),
            **self._caseness(change),
        }

    def _mean(self, change: Change, mean: float | None, sd: float | None) -> str:
        if not self.disclosure.shows_mean_of(change.figures.n_pairs):
            return TOO_FEW
        return f"{number(mean)} ({number(sd)})" if mean is not None else NOT_YET

    def _number(self, change: Change, name: str) -> str:
        if not self.disclosure.shows_mean_of(change.figures.n_pairs):
            return TOO_FEW
        value = getattr(change.figures, name)
        return why_null(change, name) if value is None else number(value)

    def _range(self, change: Change, name: str) -> str:
        if not self.disclosure.shows_mean_of(change.figures.n_pairs):
            return TOO_FEW
        value = getattr(change.figures, name)
        return why_null(change, name) if value is None else " to ".join(map(number, value))

    def _reliable(self, change: Change) -> dict[str, str]:
        found = change.persons.reliable
        if found is None:
            return dict.fromkeys(RELIABLE.values(), "no agreed rule for this scale")
        n = change.figures.n_pairs
        return {words: self.share(found[key], n) for key, words in RELIABLE.items()}

    def _caseness(self, change: Change) -> dict[str, str]:
        found, n = change.persons.caseness, change.figures.n_pairs
        return {
            "At or over the cut-off before": self.share(found.pre, n) if found else NOT_YET,
            "At or over the cut-off after": self.share(found.post, n) if found else NOT_YET,
        }

    def moves(self) -> list[Grid]:
        """From band to band, one table a scale; none where nobody answered both times."""
        changes = self.report.changes
        return [self._moves(one) for one in changes if one.persons.bands and one.figures.n_pairs]

    def _moves(self, change: Change) -> Grid:
        labels = {band.key: band.label for band in change.scale.bands}
        count = self.disclosure.words
        lines = [
            Line(f"{labels[before]} before", [count(n) for n in after.values()])
            for before, after in change.persons.bands.items()
        ]
        heads = ["", *(f"{label} after" for label in labels.values())]
        caption = f"{scale_name(change)}: from band to band"
        return Grid(f"moves-{change.definition.key}-{change.scale.key}", caption, heads, lines)

    def sentences(self) -> list[tuple[str, str]]:
        return [(scale_name(change), self._sentence(change)) for change in self.report.changes]

    def _sentence(self, change: Change) -> str:
        if change.figures.n_pairs and not self.disclosure.shows_mean_of(change.figures.n_pairs):
            return f"Too few {self.people} answered both times to show an average."
        return in_words(change)

    def missing(self) -> Grid:
        """Who is missing at the end, and how she was before, beside those who answered."""
        heads = ["", "Answered both times", "Answered before only"]
        lines = [self._missing(change) for change in self.report.changes]
        return Grid("missing", "Average score before support", heads, lines)

    def _missing(self, change: Change) -> Line:
        cells = [self._mean_of(change.stayed), self._mean_of(change.lost)]
        return Line(scale_name(change), cells)

    def _mean_of(self, totals: list[float]) -> str:
        if not self.disclosure.shows_mean_of(len(totals)):
            return TOO_FEW
        n = self.disclosure.words(len(totals))
        return f"{number(sum(totals) / len(totals))} (n = {n})" if totals else NOT_YET

    # --- Opinions, waits, support ----------------------------------------------------------

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
            self._wait("From being accepted to a match", support.to_matched),
        ]
        return Grid("waits", f"How long {self.people} waited", heads, lines)

    def _wait(self, label: str, wait: Wait) -> Line:
        if wait.n and not self.disclosure.shows_mean_of(wait.n):
            return Line(label, [self.disclosure.words(wait.n), TOO_FEW, TOO_FEW])
        return Line(label, [self.disclosure.words(wait.n), days(wait.median), days(wait.p90)])

    def sessions(self) -> list[tuple[str, str]]:
        """Sessions are counts too; their minutes are shown where the sessions are."""
        support = self.report.support
        hidden = self.disclosure.count(support.sessions) is None
        minutes = STAR if hidden else self.disclosure.words(support.minutes)
        return [("Sessions", self.disclosure.words(support.sessions)), ("Minutes", minutes)]

    def share(self, x: int, n: int, *, with_interval: bool = True) -> str:
        """``37 of 43 (86%; 95% interval 73% to 93%)``, always with its x and n."""
        counts = f"{self.disclosure.words(x)} of {self.disclosure.words(n)}"
        shown = self.disclosure.share(x, n)
        if shown is None:
            return counts
        rate = f"{100 * shown[0] / shown[1]:.0f}%"
        return f"{counts} ({rate}; {interval(*shown)})" if with_interval else f"{counts} ({rate})"


# --- Sentences and numbers -----------------------------------------------------------------


def in_words(change: Change) -> str:
    """What the change does and does not say. Never that the programme caused it."""
    mean, ci95 = change.figures.mean_change, change.figures.ci95
    if mean is None:
        return "Nobody has answered both times yet, so there is no change to show."
    direction = "lower" if mean < 0 else "higher" if mean > 0 else "the same, on average,"
    said = f"Scores were {direction} after the programme in those who answered both times."
    if ci95 and ci95[0] <= 0 <= ci95[1]:
        said += " The interval includes no change at all."
    return said


def scale_name(change: Change) -> str:
    name = change.definition.name
    return name if len(change.definition.scales) == 1 else f"{name}: {change.scale.name}"


def why_null(change: Change, figure: str) -> str:
    reason = change.figures.reasons.get(figure, change.figures.reason)
    return f"none: {WHY_NULL[reason]}" if reason in WHY_NULL else NOT_YET


def interval(x: int, n: int) -> str:
    low, high = statistics.wilson(x, n)
    return f"95% interval {100 * low:.0f}% to {100 * high:.0f}%"


def number(value: float | None) -> str:
    """Two decimals and a real minus sign."""
    return NOT_YET if value is None else f"{value:.2f}".replace("-", "−")


def days(value: float | None) -> str:
    if value is None:
        return NOT_YET
    shown = f"{value:.1f}".removesuffix(".0")
    return f"{shown} day" if shown == "1" else f"{shown} days"
