"""Pictures of groups: nobody in them can be told from another."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outcomes.pictures.drawing import (
    BOTTOM,
    RIGHT,
    TOP,
    WIDTH,
    Cell,
    Picture,
    Plane,
    circle,
    drawn,
    figure,
    line_through,
    rule,
    square,
    text,
    triangle,
)
from outcomes.statistics import Funnel, PairedChange, wilson
from outcomes.statistics.funnel import Area, limits

PERCENT = [(share, f"{share:.0%}") for share in (0, 0.25, 0.5, 0.75, 1)]

NUMBER = "Number"
"""Heads the column with what stands beside the marks of a picture."""


def percent(share: float) -> str:
    return f"{share:.0%}"


# --- Forest --------------------------------------------------------------------------------


class Row(NamedTuple):
    """One scale in the forest."""

    name: str
    change: PairedChange


def forest(key: str, rows: Sequence[Row]) -> Picture | None:
    """The size of the change on each scale, in spreads of the changes, with its interval."""
    known = [row for row in rows if row.change.d_z is not None and row.change.d_z_ci95]
    if not known:
        return None
    named = ", ".join(f"{row.name} n = {row.change.n_pairs}" for row in known)
    title = f"Change by questionnaire, in spreads ({named})"
    furthest = max(1.0, *(abs(end) for row in known for end in row.change.d_z_ci95 or ()))
    height = TOP + BOTTOM + 44 * len(known)
    plane = Plane((-furthest, furthest), (0, len(known)), height, left=212)
    ticks = [(value, figure(value)) for value in (-furthest, 0, furthest)]
    parts = [
        *plane.frame(ticks, [], "Change over the spread of the changes (d_z)"),
        rule("chart__same", plane.x(0), TOP, plane.x(0), height - BOTTOM, "2 4"),
        *(part for place, row in enumerate(known) for part in _whisker(plane, place, row, known)),
    ]
    heads = ["Questionnaire", "n", "d_z", "95% from", "95% to"]
    table = [_interval(row.name, row.change) for row in known]
    reading = "Square: the change. Line: its 95% interval. Left of the dotted line scores fell."
    return Picture(key, title, drawn(title, parts, height=height), heads, table, reading)


def _interval(name: str, change: PairedChange) -> list[Cell]:
    figures = (change.d_z or 0, *(change.d_z_ci95 or ()))
    return [name, change.n_pairs, *(round(one, 2) for one in figures)]


def _whisker(plane: Plane, place: int, row: Row, rows: Sequence[Row]) -> Iterator[str]:
    y = plane.y(len(rows) - place - 0.5)
    low, high = row.change.d_z_ci95 or (0, 0)
    yield text("chart__wave", 204, y + 5, row.name, "end")
    yield rule("chart__line", plane.x(low), y, plane.x(high), y)
    yield square("chart__point", plane.x(row.change.d_z or 0), y)


# --- Funnel --------------------------------------------------------------------------------


def funnel(key: str, what: str, found: Funnel) -> Picture | None:
    """Each area at its own size, between the limits chance alone would keep it in."""
    areas = [(place, area) for place, area in enumerate(found.areas, 1) if area.p is not None]
    if found.p0 is None or len(areas) < 2:
        return None
    title = f"{what} (n = {found.n} in {len(areas)} areas)"
    most = max(area.n for _, area in areas)
    plane = Plane((0, most * 1.05), (0, 1))
    parts = [
        *plane.frame([(0, "0"), (most, str(most))], PERCENT, "How many, in the area"),
        rule("chart__mean", plane.x(0), plane.y(found.p0), WIDTH - RIGHT, plane.y(found.p0)),
        *_limits(plane, found.p0, most),
        *(part for place, area in areas for part in _area(plane, place, area)),
    ]
    heads = [NUMBER, "Area", "x", "n", "Share", "95% limits", "99.8% limits"]
    rows = [_row(place, area) for place, area in enumerate(found.areas, 1)]
    reading = (
        "Each area has its number from the table, in the order of the alphabet. Circles lie "
        "inside the limits, triangles outside. Broken lines: 95% limits; dotted: 99.8% limits."
    )
    return Picture(key, title, drawn(title, parts), heads, rows, reading)


def _limits(plane: Plane, p0: float, most: int) -> Iterator[str]:
    sizes = sorted({max(1, round(most * step / 60)) for step in range(1, 61)})
    for tail, dashes in ((0.025, "6 4"), (0.001, "2 4")):
        ends = [limits(n, p0, tail) for n in sizes]
        for side in (0, 1):
            points = [(plane.x(n), plane.y(e[side])) for n, e in zip(sizes, ends, strict=True)]
            yield line_through("chart__limit", points, dashes)


def _area(plane: Plane, place: int, area: Area) -> Iterator[str]:
    x, y = plane.x(area.n), plane.y(area.p or 0)
    yield (triangle if area.outside else circle)("chart__point", x, y)
    yield text("chart__value", x, y - 10, str(place), "middle")


def _row(place: int, area: Area) -> list[Cell]:
    cells: list[Cell] = [place, area.area, area.x, area.n]
    if area.p is None or area.limits95 is None or area.limits998 is None:
        return [*cells, "nobody yet", "", ""]
    ends = [f"{percent(low)} to {percent(high)}" for low, high in (area.limits95, area.limits998)]
    return [*cells, percent(area.p), *ends]


# --- Run chart -----------------------------------------------------------------------------


class Point(NamedTuple):
    """One month: x of n."""

    label: str
    x: int
    n: int


def run_chart(key: str, what: str, points: Sequence[Point]) -> Picture | None:
    """Shares month by month around their median; months with nobody are left out."""
    points = [point for point in points if point.n]
    if not points:
        return None
    title = f"{what} (n = {sum(point.n for point in points)})"
    shares = [point.x / point.n for point in points]
    plane = Plane((-0.5, len(points) - 0.5), (0, 1))
    every = max(1, -(-len(points) // 6))
    ticks = [(i, point.label) for i, point in enumerate(points) if i % every == 0]
    middle = _median(shares)
    places = [(plane.x(i), plane.y(share)) for i, share in enumerate(shares)]
    parts = [
        *plane.frame(ticks, PERCENT),
        rule("chart__mean", plane.x(-0.5), plane.y(middle), WIDTH - RIGHT, plane.y(middle), "6 4"),
        line_through("chart__line", places),
        *(circle("chart__point", x, y) for x, y in places),
    ]
    rows = [_month(point) for point in points]
    reading = f"Broken line: the month in the middle, {percent(middle)}."
    heads = ["Month", "x", "n", "Share", "95% interval"]
    return Picture(key, title, drawn(title, parts), heads, rows, reading)


def _month(point: Point) -> list[Cell]:
    low, high = wilson(point.x, point.n)
    share = percent(point.x / point.n)
    return [point.label, point.x, point.n, share, f"{percent(low)} to {percent(high)}"]


def _median(shares: Sequence[float]) -> float:
    in_order = sorted(shares)
    n = len(in_order)
    return (in_order[(n - 1) // 2] + in_order[n // 2]) / 2
