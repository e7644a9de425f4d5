"""Scores over the waves as a line. The table beside it is the template's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from outcomes.pictures.drawing import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Svg,
    circle,
    figure,
    line_through,
    rule,
    text,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One wave; ``value`` is None where there is no total."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A point with its place on the page."""

    x: float
    y: float
    value: float


def line_chart(
    points: Sequence[Point],
    title: str,
    *,
    lowest: float,
    highest: float,
    caseness: float | None = None,
) -> Svg:
    """One person's, or one mean's, scores over the waves, in the order given.

    The axis spans the whole scale, from ``lowest`` to ``highest``. A wave without a total is a
    gap in the line. ``caseness`` draws the cut-off. Raises ValueError for a score outside the
    scale.
    """
    if any(p.value is not None and not lowest <= p.value <= highest for p in points):
        raise ValueError("A score lies outside its scale.")
    axis = _Axis(lowest, highest, len(points))
    parts = [
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'aria-label="{escape(_description(points, title))}">',
        *_frame(axis, points),
        *(_cutoff(axis, caseness) if caseness is not None else ()),
        *_line(axis, points),
        "</svg>",
    ]
    return Svg("\n".join(parts))


@dataclass(frozen=True, slots=True)
class _Axis:
    lowest: float
    highest: float
    n_points: int

    def x(self, index: int) -> float:
        step = (WIDTH - LEFT - RIGHT) / max(self.n_points, 1)
        return round(LEFT + step * (index + 0.5), 1)

    def y(self, value: float) -> float:
        share = (value - self.lowest) / (self.highest - self.lowest)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _description(points: Sequence[Point], title: str) -> str:
    found = [f"{p.label} {'no score' if p.value is None else figure(p.value)}" for p in points]
    return f"{title}: {', '.join(found) or 'no scores yet'}"


def _frame(axis: _Axis, points: Sequence[Point]) -> Iterator[str]:
    bottom = axis.y(axis.lowest)
    yield rule("chart__axis", LEFT, bottom, WIDTH - RIGHT, bottom)
    yield rule("chart__axis", LEFT, axis.y(axis.highest), LEFT, bottom)
    for value in (axis.lowest, axis.highest):
        yield text("chart__tick", LEFT - 8, axis.y(value) + 5, figure(value), "end")
    for index, point in enumerate(points):
        yield text("chart__wave", axis.x(index), bottom + 24, point.label, "middle")


def _cutoff(axis: _Axis, caseness: float) -> Iterator[str]:
    y = axis.y(caseness)
    yield rule("chart__cutoff", LEFT, y, WIDTH - RIGHT, y, dashes="6 4")
    yield text("chart__tick", LEFT - 8, y + 5, figure(caseness), "end")


def _line(axis: _Axis, points: Sequence[Point]) -> Iterator[str]:
    placed = [
        None if p.value is None else Placed(axis.x(index), axis.y(p.value), p.value)
        for index, p in enumerate(points)
    ]
    for is_gap, run in groupby(placed, key=lambda point: point is None):
        if not is_gap:
            yield from _run([point for point in run if point is not None])


def _run(points: Sequence[Placed]) -> Iterator[str]:
    """Points that follow each other without a gap, each with its figure above it."""
    yield line_through("chart__line", ((point.x, point.y) for point in points))
    for point in points:
        yield circle("chart__point", point.x, point.y)
        yield text("chart__value", point.x, point.y - 12, figure(point.value), "middle")
