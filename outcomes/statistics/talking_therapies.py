"""Start and end of one course against the thresholds of NHS Talking Therapies.

A peer-support programme is not a course of treatment: say "using Talking Therapies thresholds",
and never set the figures beside the NHS recovery target.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from outcomes.statistics.exact import exact
from outcomes.statistics.reliable import Change, reliable_class

PHQ9_CASENESS, GAD7_CASENESS = 10, 8
PHQ9_RELIABLE, GAD7_RELIABLE = 6, 4


@dataclass(frozen=True, slots=True)
class Course:
    """What one course with all four scores amounts to."""

    caseness_start: bool
    """Either scale at caseness."""
    caseness_end: bool
    recovered: bool
    """At caseness at the start, and below it on both scales at the end."""
    reliable_improvement: bool
    """At least one scale fell reliably and neither rose reliably."""
    reliable_deterioration: bool
    no_reliable_change: bool
    """Neither moved reliably, or one each way."""
    reliable_recovery: bool


def course(phq9_start: float, phq9_end: float, gad7_start: float, gad7_end: float) -> Course:
    """Judge one course. All four scores are needed."""
    start = phq9_start >= PHQ9_CASENESS or gad7_start >= GAD7_CASENESS
    end = phq9_end >= PHQ9_CASENESS or gad7_end >= GAD7_CASENESS
    moves = {
        reliable_class(exact(phq9_end) - exact(phq9_start), PHQ9_RELIABLE, "worse"),
        reliable_class(exact(gad7_end) - exact(gad7_start), GAD7_RELIABLE, "worse"),
    } - {Change.UNCHANGED}
    improved = moves == {Change.IMPROVED}
    return Course(
        caseness_start=start,
        caseness_end=end,
        recovered=start and not end,
        reliable_improvement=improved,
        reliable_deterioration=moves == {Change.DETERIORATED},
        no_reliable_change=len(moves) != 1,
        reliable_recovery=start and not end and improved,
    )


def course_counts(courses: Sequence[Course]) -> dict[str, int]:
    """How many courses each judgement holds for. Recovery is of those at caseness at the start."""
    return {f.name: sum(getattr(each, f.name) for each in courses) for f in fields(Course)}
