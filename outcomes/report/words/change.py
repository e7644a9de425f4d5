"""Before and after on each scale, in words: one column a scale, the main outcome first."""

from collections.abc import Mapping

from outcomes import statistics
from outcomes.change_words import RELIABLE_CHANGE
from outcomes.report import Change
from outcomes.report.words.numbers import NOT_YET, null, number, p_words, span
from outcomes.report.words.parts import Grid, Line, Part, scale_name

D_Z = "Effect size of the changes (d_z)"
CLINICAL = ("Reliably better, and across the cut-off", "Reliably worse, and across the cut-off")
CUTOFF = (
    "At or over the cut-off before",
    "At or over the cut-off after",
    "Test of the two (McNemar)",
    "No longer at or over it, of those who were",
)


class ChangeWords(Part):
    def main(self) -> Grid:
        rows = [self._cells(change) for change in self.report.changes]
        lines = [Line(label, [row[label] for row in rows]) for label in (rows[0] if rows else ())]
        names = [self._name(change) for change in self.report.changes]
        return Grid("main", "Scores before and after", ["", *names], lines)

    def _name(self, change: Change) -> str:
        is_main = change.definition == self.report.plan.main
        return f"{scale_name(change)} (main outcome)" if is_main else scale_name(change)

    @property
    def main_outcome(self) -> str:
        return self.report.plan.main.name if self.report.plan.main else ""

    def in_short(self) -> list[Line]:
        """The main outcome: the change, who is better, and who is worse."""
        changes = [one for one in self.report.changes if one.definition == self.report.plan.main]
        return [line for change in changes for line in self._in_short(change)]

    def _in_short(self, change: Change) -> list[Line]:
        reliable, name = self._reliable(change), scale_name(change)
        moved = (statistics.Change.IMPROVED, statistics.Change.DETERIORATED)
        told = [(RELIABLE_CHANGE[key], reliable[RELIABLE_CHANGE[key]]) for key in moved]
        average = Line(f"{name} (main outcome): average change", [average_change(change)])
        return [average, *(Line(f"{name}: {label.lower()}", [said]) for label, said in told)]

    def _cells(self, change: Change) -> dict[str, str]:
        figures = change.figures
        return {
            "Answered both times": self.count(figures.n_pairs),
            "Answered before only": self.count(figures.n_pre_only),
            "Answered at the end only": self.count(figures.n_post_only),
            "Average before (spread)": _mean(change, figures.mean_pre, figures.sd_pre),
            "Average after (spread)": _mean(change, figures.mean_post, figures.sd_post),
            "Average change": figure(change, "mean_change"),
            "95% interval of the change": _range(change, "ci95"),
            "Effect size (d_av)": figure(change, "d_av"),
            **_tests(change),
            **self._reliable(change),
            **self._caseness(change),
        }

    def _reliable(self, change: Change) -> dict[str, str]:
        """Worse is told as better is: never left out, also when it is nobody."""
        found, n = change.persons.reliable, change.figures.n_pairs
        if found is None:
            said = null(change.persons.reasons["reliable"])
            return dict.fromkeys([*RELIABLE_CHANGE.values(), *CLINICAL], said)
        cells = {words: self.share(found[key], n) for key, words in RELIABLE_CHANGE.items()}
        return cells | self._clinical(change)

    def _clinical(self, change: Change) -> dict[str, str]:
        found, n = change.persons.clinical, change.figures.n_pairs
        if found is None:
            return dict.fromkeys(CLINICAL, null(change.persons.reasons["clinical"]))
        shares = [self.share(x, n) for x in (found.improved, found.deteriorated)]
        return dict(zip(CLINICAL, shares, strict=True))

    def _caseness(self, change: Change) -> dict[str, str]:
        found, n = change.persons.caseness, change.figures.n_pairs
        if found is None:
            return dict.fromkeys(CUTOFF, null(change.persons.reasons["caseness"]))
        cells = [self.share(found.pre, n), self.share(found.post, n), mcnemar(found)]
        recovered = change.persons.recovered
        cells.append(self.share(recovered.x, recovered.n) if recovered else NOT_YET)
        return dict(zip(CUTOFF, cells, strict=True))

    # --- From band to band -----------------------------------------------------------------

    def moves(self) -> list[Grid]:
        """From band to band, one table a scale; none where nobody answered both times."""
        changes = self.report.changes
        return [self._moves(one) for one in changes if one.persons.bands and one.figures.n_pairs]

    def _moves(self, change: Change) -> Grid:
        labels = {band.key: band.label for band in change.scale.bands}
        lines = [
            Line(f"{labels[before]} before", [self.count(n) for n in after.values()])
            for before, after in (change.persons.bands or {}).items()
        ]
        heads = ["", *(f"{label} after" for label in labels.values())]
        caption = f"{scale_name(change)}: from band to band"
        return Grid(f"moves-{change.definition.key}-{change.scale.key}", caption, heads, lines)

    # --- Both questionnaires together ------------------------------------------------------

    def courses(self) -> Grid | None:
        """By the thresholds of another service, and never beside its target."""
        found = self.report.courses
        if found is None:
            return None
        of_all = {
            "At or over either cut-off before": "caseness_start",
            "At or over either cut-off after": "caseness_end",
            "Reliably better": "reliable_improvement",
            "No reliable change": "no_reliable_change",
            "Reliably worse": "reliable_deterioration",
        }
        of_cases = {
            "Below both cut-offs after, of those over one before": "recovered",
            "Reliably better as well, of those over one before": "reliable_recovery",
        }
        counts = found.counts
        lines = [Line(label, [self.share(counts[key], found.n)]) for label, key in of_all.items()]
        lines += [
            Line(label, [self.share(counts[key], found.at_start)])
            for label, key in of_cases.items()
        ]
        heads = ["", f"{self.people.capitalize()} with all four scores"]
        caption = "PHQ-9 and GAD-7 together, using Talking Therapies thresholds"
        return Grid("courses", caption, heads, lines)

    # --- In a sentence ---------------------------------------------------------------------

    def sentences(self) -> list[tuple[str, str]]:
        return [(scale_name(change), in_words(change)) for change in self.report.changes]


def _mean(change: Change, mean: float | None, sd: float | None) -> str:
    if mean is None:
        return null(change.figures.reason or statistics.Reason.NO_PAIRS)
    return f"{number(mean)} ({number(sd)})"


def _range(change: Change, name: str) -> str:
    value = getattr(change.figures, name)
    return why_null(change, name) if value is None else span(value)


def _tests(change: Change) -> Mapping[str, str]:
    """Every figure of the change, or why there is none."""
    found = change.figures
    t, ranks, ends = found.t, found.wilcoxon, found.d_z_ci95
    told = {
        "Paired t test": t and f"t({t.df}) = {number(t.t)}, {p_words(t.p)}",
        "Median change": figure(change, "median_change"),
        "Wilcoxon test": ranks and f"V = {ranks.v:g}, {p_words(ranks.p)}",
        D_Z: ends and f"{number(found.d_z)} (95% interval {span(ends)})",
        "The same, for small groups (Hedges g_z)": figure(change, "hedges_g_z"),
    }
    names = {"Paired t test": "t", "Wilcoxon test": "wilcoxon", D_Z: "d_z"}
    return {label: said or why_null(change, names[label]) for label, said in told.items()}


def average_change(change: Change) -> str:
    """With its interval and its n."""
    found = change.figures
    if found.mean_change is None:
        return f"n = 0; {null(found.reason or statistics.Reason.NO_PAIRS)}"
    ends = found.ci95 and f"95% interval {span(found.ci95)}"
    why = null(found.reasons.get("ci95", statistics.Reason.NO_VARIATION))
    return f"{number(found.mean_change)} ({ends or f'interval {why}'}; n = {found.n_pairs})"


def figure(change: Change, name: str) -> str:
    value = getattr(change.figures, name)
    return why_null(change, name) if value is None else number(value)


def mcnemar(found: statistics.Caseness) -> str:
    if found.mcnemar_p is None:
        return null(found.reason or statistics.Reason.NO_PAIRS)
    return p_words(found.mcnemar_p)


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


def why_null(change: Change, figure: str) -> str:
    reason = change.figures.reasons.get(figure, change.figures.reason)
    return null(reason) if reason else NOT_YET
