"""The analyses of ``manage.py analyse``: a table of figures in, JSON objects out. Pure.

Each takes a table and raises BadInput with every bad line.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from outcomes import instrument_files, statistics
from outcomes.definitions import Definition, Scale
from outcomes.figure_tables import (
    BadCell,
    BadInput,
    Table,
    number_or_blank,
    one_of,
    whole_number,
    words,
)

Line = dict[str, Any]


def pairs(
    table: Table,
    instrument: str | None = None,
    alpha: float | None = None,
    *,
    sensitivity: bool = False,
) -> Line:
    """Columns pre, post. ``instrument``: a key, or key:scale, to judge the changes by.

    Every score within the scale's range is taken, also one that no complete form gives: prorated
    totals (10.5, or 9.51 where a scale is converted) are meant for exactly such figures.
    ``alpha``: a published reliability, for the reliable change of a scale that has no points.
    ``sensitivity``: also the change with everybody who answered once.
    """
    chosen = None if instrument is None else _chosen_scale(instrument)
    score = number_or_blank(*(chosen[1].lowest, chosen[1].highest) if chosen else ())
    counts = Counter(table.read({"pre": score, "post": score}))
    found = asdict(statistics.paired_change_of(counts))
    if chosen is not None:
        found |= _moved(counts, *chosen, alpha, found["reasons"])
    return found | {"sensitivity": _sensitivity(counts)} if sensitivity else found


def _sensitivity(counts: statistics.Counts) -> Line:
    carried = statistics.baseline_carried_forward(counts)
    return {
        "random_intercept": asdict(statistics.random_intercept(counts)),
        "baseline_carried_forward": asdict(statistics.paired_change_of(carried)),
    }


def _moved(
    counts: statistics.Counts,
    definition: Definition,
    scale: Scale,
    alpha: float | None,
    reasons: Line,
) -> Line:
    if alpha is not None and scale.reliable_change is not None:
        raise BadInput([f"--alpha: {definition.key} has published points"])
    moved = asdict(statistics.scale_change_of(counts, scale, definition.higher_is, alpha))
    moved["reasons"] = {**reasons, **moved["reasons"]}
    return {"instrument": definition.key, "scale": scale.key, **moved}


def _chosen_scale(name: str) -> tuple[Definition, Scale]:
    """``key`` or ``key:scale``. Alone, a key means its total, its metric or its only scale."""
    key, _, wanted = name.partition(":")
    known = instrument_files.keys()
    if key not in known:
        raise BadInput([f"--instrument: one of {', '.join(known)}"])
    definition = instrument_files.definition(key)
    keys = [scale.key for scale in definition.scales]
    usual = next((each for each in ("total", "metric") if each in keys), "")
    scale = definition.scale(wanted or usual)
    if scale is None:
        raise BadInput([f"--instrument: one of {', '.join(f'{key}:{each}' for each in keys)}"])
    return definition, scale


def talking_therapies(table: Table, *, rows: bool = False) -> list[Line]:
    """Counts first; with ``rows`` one object a row after them.

    Where a score is missing the row is null, with a reason.
    """
    phq9, gad7 = number_or_blank(0, 27), number_or_blank(0, 21)
    scores = table.read(
        {"phq9_start": phq9, "phq9_end": phq9, "gad7_start": gad7, "gad7_end": gad7}
    )
    judged = [None if None in row else statistics.course(*row) for row in scores]
    courses = [course for course in judged if course is not None]
    counts = statistics.course_counts(courses)
    of_rows = [_judged(each, counts) for each in judged]
    n_incomplete = len(judged) - len(courses)
    return [{"n": len(courses), "n_incomplete": n_incomplete, **counts}, *(of_rows if rows else [])]


def _judged(course: statistics.Course | None, judgements: Iterable[str]) -> Line:
    if course is None:
        return {**dict.fromkeys(judgements), "reason": statistics.Reason.MISSING_SCORE}
    return {**asdict(course), "reason": None}


def attrition(table: Table) -> Line:
    """Columns group (completer or lost), score. Differences are completers minus lost."""
    rows = table.read({"group": one_of("completer", "lost"), "score": number_or_blank()})
    of = {
        name: [score for group, score in rows if group == name and score is not None]
        for name in ("completer", "lost")
    }
    found = asdict(statistics.compare(of["completer"], of["lost"]))
    for figure in ("n", "mean", "sd"):
        found[figure] = dict(zip(of, found[figure], strict=True))
    return {"n_missing": sum(score is None for _, score in rows), **found}


def reliability(table: Table) -> Line:
    """One column an item, each with a name; incomplete rows are left out."""
    table.problems += [
        (table.header_line, f"column {place} has no name")
        for place, name in enumerate(table.header, 1)
        if not name
    ]
    rows = table.read(dict.fromkeys(table.header, number_or_blank()))
    return asdict(statistics.cronbach_alpha(rows, len(table.header)))


def funnel(table: Table) -> Line:
    """Columns area, x, n: limits per area at 95 and 99.8 %."""
    seen: set[str] = set()

    def check(area: str, x: int, n: int) -> None:
        if x > n:
            raise BadCell("x is above n")
        if area in seen:
            raise BadCell("area is there twice")
        seen.add(area)

    rows = table.read({"area": words, "x": whole_number(), "n": whole_number()}, check)
    return asdict(statistics.funnel(rows))
