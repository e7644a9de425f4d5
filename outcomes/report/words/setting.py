"""What a change has to be read beside: change while waiting, and who is missing."""

from outcomes import statistics
from outcomes.report import Change
from outcomes.report.words.change import average_change
from outcomes.report.words.numbers import null, number, p_words, percent, span
from outcomes.report.words.parts import Grid, Line, Part, scale_name


class SettingWords(Part):
    def waiting(self) -> Grid | None:
        """Change while waiting beside change with support; None where it cannot be told apart."""
        if not self.report.waiting:
            return None
        with_support = {(one.definition, one.scale): one for one in self.report.changes}
        lines = [
            Line(
                scale_name(one),
                [average_change(one), average_change(with_support[one.definition, one.scale])],
            )
            for one in self.report.waiting
        ]
        heads = ["", "While waiting", "With support"]
        return Grid("waiting", "Average change before and with support", heads, lines)

    def lost(self) -> Grid:
        """First scores of those who answered both times, against those of the lost."""
        heads = [
            "",
            "Answered both times",
            "Answered before only",
            "Difference",
            "Welch’s t test",
        ]
        lines = [_lost(change) for change in self.report.changes]
        return Grid("missing", "Average score before support (spread)", heads, lines)

    def otherwise(self) -> Grid:
        """The same change under other guesses about who is missing."""
        heads = ["", *(scale_name(change) for change in self.report.changes)]
        rows = [_otherwise(change) for change in self.report.changes]
        lines = [Line(label, [row[label] for row in rows]) for label in (rows[0] if rows else ())]
        return Grid("otherwise", "The change, if those who are missing were counted", heads, lines)


def _lost(change: Change) -> Line:
    found = change.missing
    groups = [
        _group(n, mean, sd) for n, mean, sd in zip(found.n, found.mean, found.sd, strict=True)
    ]
    welch = found.welch
    if welch is None:
        why = null(found.reason or statistics.Reason.TOO_FEW)
        between = why if found.difference is None else number(found.difference)
        return Line(scale_name(change), [*groups, between, why])
    between = f"{number(found.difference)} (95% interval {span(welch.ci95)})"
    test = f"t({welch.df:.1f}) = {number(welch.t)}, {p_words(welch.p)}"
    return Line(scale_name(change), [*groups, between, test])


def _group(n: int, mean: float | None, sd: float | None) -> str:
    if mean is None:
        return "n = 0"
    spread = f" ({number(sd)})" if sd is not None else ""
    return f"{number(mean)}{spread}, n = {n}"


def _otherwise(change: Change) -> dict[str, str]:
    return {
        "Those who answered both times": average_change(change),
        "Everyone who answered at least once (mixed model)": _model(change.everyone),
        "All who answered before, no change for the missing": _carried(change.carried),
        "Reliably better, none of the missing counted as better": _of_all(change),
    }


def _model(found: statistics.RandomIntercept) -> str:
    if found.change is None or found.ci95 is None:
        return null(found.reason or statistics.Reason.NO_PAIRS)
    said = f"{number(found.change)} (95% interval {span(found.ci95)}; n = {found.n_women})"
    return f"{said}; {null(found.reason).removeprefix('none: ')}" if found.reason else said


def _carried(found: statistics.PairedChange) -> str:
    if found.mean_change is None:
        return null(found.reason or statistics.Reason.NO_PAIRS)
    ends = f"95% interval {span(found.ci95)}; " if found.ci95 else ""
    return f"{number(found.mean_change)} ({ends}n = {found.n_pairs})"


def _of_all(change: Change) -> str:
    found = change.improved_of_all
    if found is None:
        return null(change.persons.reasons["reliable"])
    if found.p is None or found.wilson95 is None:
        return null(statistics.Reason.NO_ANSWERS)
    low, high = map(percent, found.wilson95)
    return f"{found.x} of {found.n} ({percent(found.p)}; 95% interval {low} to {high})"
