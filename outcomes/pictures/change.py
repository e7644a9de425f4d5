"""Change on one scale: pairs, the Jacobson plot and the waterfall. One mark a woman.

Of more than ``MOST`` women a picture shows an even sample, and says so; the table has them all.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby

from outcomes.change_words import RELIABLE_CHANGE
from outcomes.definitions import Scale
from outcomes.pictures.drawing import (
    LEFT,
    RIGHT,
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
from outcomes.statistics import Change, paired_change_of, reliable_class
from outcomes.statistics.exact import exact

Pairs = Mapping[tuple[float, float], int]
"""(before, after) -> how many women, of those who answered both times."""
MOST = 150
MARKS = {Change.IMPROVED: circle, Change.UNCHANGED: square, Change.DETERIORATED: triangle}
SHAPES = "Circles: reliably better. Squares: no reliable change. Triangles: reliably worse."


def women(pairs: Pairs) -> list[tuple[float, float]]:
    """Everyone, or an even sample in the order of the scores: always the same one."""
    everyone = [pair for pair, n in sorted(pairs.items()) for _ in range(n)]
    n = len(everyone)
    if n <= MOST:
        return everyone
    return [everyone[place * n // MOST] for place in range(MOST)]


def _step(before: float, after: float) -> float:
    """As the scores were typed: 10.1 to 4.1 is six."""
    return float(exact(after) - exact(before))


def _short(figure: float) -> float:
    """12, not 12.0."""
    return int(figure) if figure == int(figure) else figure


def _titled(what: str, name: str, pairs: Pairs) -> str:
    n = sum(pairs.values())
    shown = f", {MOST} of them drawn" if n > MOST else ""
    return f"{name}: {what} (n = {n}{shown})"


def _table(pairs: Pairs) -> tuple[list[str], list[list[Cell]]]:
    rows: list[list[Cell]] = [[_short(a), _short(b), n] for (a, b), n in sorted(pairs.items())]
    return ["Before", "After", "How many"], rows


# --- Before and after ----------------------------------------------------------------------


def paired_dots(key: str, name: str, pairs: Pairs, scale: Scale) -> Picture:
    """Each woman's two scores, joined; the mean as a thick line; the cut-off as a broken one."""
    title = _titled("before and after", name, pairs)
    plane = Plane((-0.3, 1.3), (scale.lowest, scale.highest))
    ends = [(value, figure(value)) for value in (scale.lowest, scale.highest)]
    parts = [
        *plane.frame([(0, "Before"), (1, "After")], ends, y_name="Score"),
        *_cutoff(plane, scale),
        *(part for pair in women(pairs) for part in _joined(plane, *pair)),
        *_mean(plane, pairs),
    ]
    reading = "Thin lines: one each. Thick line: the average. "
    return Picture(
        key,
        title,
        drawn(title, parts),
        *_table(pairs),
        reading + _about_cutoff(scale),
        is_individual=True,
    )


def _joined(plane: Plane, before: float, after: float) -> Iterator[str]:
    x1, y1, x2, y2 = plane.x(0), plane.y(before), plane.x(1), plane.y(after)
    yield rule("chart__woman", x1, y1, x2, y2).replace("/>", ' stroke-opacity="0.35"/>')
    yield circle("chart__point", x1, y1, 3)
    yield circle("chart__point", x2, y2, 3)


def _mean(plane: Plane, pairs: Pairs) -> Iterator[str]:
    found = paired_change_of({(a, b): n for (a, b), n in pairs.items()})
    if found.mean_pre is None or found.mean_post is None:
        return
    ends = [(plane.x(0), plane.y(found.mean_pre)), (plane.x(1), plane.y(found.mean_post))]
    yield line_through("chart__mean", ends).replace('stroke-width="2"', 'stroke-width="6"')
    for (x, y), value, anchor in zip(
        ends, (found.mean_pre, found.mean_post), ("end", "start"), strict=True
    ):
        yield text("chart__value", x + (-10 if anchor == "end" else 10), y, figure(value), anchor)


def _cutoff(plane: Plane, scale: Scale) -> Iterator[str]:
    if scale.caseness is None:
        return
    y = plane.y(scale.caseness.at_least)
    yield rule("chart__cutoff", LEFT, y, WIDTH - RIGHT, y, "6 4")
    yield text("chart__tick", LEFT - 8, y + 5, figure(scale.caseness.at_least), "end")


def _about_cutoff(scale: Scale) -> str:
    return f"Broken line: the cut-off, {scale.caseness.at_least:g}." if scale.caseness else ""


# --- Jacobson plot -------------------------------------------------------------------------


def jacobson(key: str, name: str, pairs: Pairs, scale: Scale, higher_is: str) -> Picture | None:
    """Before against after, with the band in which a change is no more than chance."""
    if scale.reliable_change is None:
        return None
    title = _titled("each score before and after", name, pairs)
    points = scale.reliable_change.points
    ends = (scale.lowest, scale.highest)
    plane = Plane(ends, ends, height=480)
    ticks = [(value, figure(value)) for value in ends]
    parts = [
        *plane.frame(ticks, ticks, "Before", "After"),
        *(_diagonal(plane, ends, shift) for shift in (-points, 0, points)),
        *_crossed(plane, scale),
        *(
            MARKS[reliable_class(_step(a, b), points, higher_is)](
                "chart__point", plane.x(a), plane.y(b)
            )
            for a, b in women(pairs)
        ),
    ]
    reading = (
        f"{SHAPES} On the middle line nothing changed; between the two beside it "
        f"({points:g} points away) a change is no more than chance. {_about_cutoff(scale)}"
    )
    picture = drawn(title, parts, height=480)
    return Picture(key, title, picture, *_table(pairs), reading, is_individual=True)


def _diagonal(plane: Plane, ends: tuple[float, float], shift: float) -> str:
    """After is before and this many points, as far as the scale goes."""
    low, high = ends
    first, last = max(low, low - shift), min(high, high - shift)
    return rule(
        "chart__same",
        plane.x(first),
        plane.y(first + shift),
        plane.x(last),
        plane.y(last + shift),
        "2 4" if shift else "",
    )


def _crossed(plane: Plane, scale: Scale) -> Iterator[str]:
    if scale.caseness is None:
        return
    at = scale.caseness.at_least
    low, high = plane.y_range
    yield rule("chart__cutoff", plane.x(low), plane.y(at), plane.x(high), plane.y(at), "6 4")
    yield rule("chart__cutoff", plane.x(at), plane.y(low), plane.x(at), plane.y(high), "6 4")


# --- Waterfall -----------------------------------------------------------------------------


def waterfall(key: str, name: str, pairs: Pairs, scale: Scale, higher_is: str) -> Picture | None:
    """Each woman's change as a bar, from the largest fall to the largest rise."""
    if scale.reliable_change is None:
        return None
    points = scale.reliable_change.points
    title = _titled("change of each, in order", name, pairs)
    span = scale.highest - scale.lowest
    steps = sorted(_step(*pair) for pair in women(pairs))
    plane = Plane((0, max(len(steps), 1)), (-span, span))
    ticks = [(value, figure(value)) for value in (-span, -points, 0, points, span)]
    parts = [
        *plane.frame([], ticks, "One bar each", "Change in points"),
        rule("chart__axis", LEFT, plane.y(0), WIDTH - RIGHT, plane.y(0)),
        *(
            rule("chart__cutoff", LEFT, plane.y(at), WIDTH - RIGHT, plane.y(at), "6 4")
            for at in (-points, points)
        ),
        *(_bar(plane, i, step, points, higher_is) for i, step in enumerate(steps)),
    ]
    reading = (
        "Black bars: reliably better. Empty bars: no reliable change. Bars with a broken edge: "
        f"reliably worse. Broken lines: {points:g} points."
    )
    heads, rows = _changes(pairs, points, higher_is)
    return Picture(key, title, drawn(title, parts), heads, rows, reading, is_individual=True)


LOOKS = {
    Change.IMPROVED: 'fill="currentColor"',
    Change.UNCHANGED: 'fill="none"',
    Change.DETERIORATED: 'fill="currentColor" fill-opacity="0.25" stroke-dasharray="3 2"',
}


def _bar(plane: Plane, place: int, step: float, points: float, higher_is: str) -> str:
    kind = reliable_class(step, points, higher_is)
    left, width = plane.x(place + 0.1), plane.x(place + 0.9) - plane.x(place + 0.1)
    top, bottom = plane.y(max(step, 0)), plane.y(min(step, 0))
    return (
        f'<rect class="chart__bar chart__bar--{kind}" x="{left}" y="{top}" '
        f'width="{max(width, 1):.1f}" height="{max(bottom - top, 1):.1f}" '
        f'stroke="currentColor" {LOOKS[kind]}/>'
    )


def _changes(pairs: Pairs, points: float, higher_is: str) -> tuple[list[str], list[list[Cell]]]:
    each = sorted((_step(*pair), n) for pair, n in pairs.items())
    rows: list[list[Cell]] = [
        [
            _short(step),
            RELIABLE_CHANGE[reliable_class(step, points, higher_is)],
            sum(n for _, n in same),
        ]
        for step, same in groupby(each, key=lambda one: one[0])
    ]
    return ["Change in points", "What it amounts to", "How many"], rows
