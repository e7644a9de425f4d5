"""One bar a row, in parts that patterns tell apart: black, empty, striped, and dotted for what is
not shown."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outcomes.pictures.drawing import WIDTH, Cell, Picture, drawn, rule, text

HIDDEN = "*"
TOP_OF_BAR, BAR, ROW = 26, 30, 76
NARROWEST = 22
"""A part less wide than this has no room for its number; the table has it."""


class Row(NamedTuple):
    """``parts``: how many in each; None where that is not shown."""

    name: str
    n: int
    parts: Sequence[int | None]


def stacked(key: str, what: str, names: Sequence[str], rows: Sequence[Row]) -> Picture | None:
    """``names`` of the parts: three, or fewer. Rows without a whole are left out."""
    rows = [row for row in rows if row.n]
    if not rows:
        return None
    title = f"{what} ({', '.join(f'{row.name} n = {row.n:,}' for row in rows)})"
    parts = [part for place, row in enumerate(rows) for part in _row(place * ROW, row)]
    reading = " ".join(
        f"{look}: {name[0].lower()}{name[1:]}."
        for look, name in zip(("Black", "Empty", "Striped"), names, strict=False)
    )
    if any(None in row.parts for row in rows):
        reading += " Dots: what a star stands for."
    heads = ["", "n", *names]
    table: list[list[Cell]] = [
        [row.name, row.n, *(HIDDEN if part is None else part for part in row.parts)] for row in rows
    ]
    height = len(rows) * ROW
    return Picture(key, title, drawn(title, parts, height=height), heads, table, reading)


def _row(top: int, row: Row) -> Iterator[str]:
    yield text("chart__name", 0, top + 16, f"{row.name} (n = {row.n:,})", "start")
    left, y = 1.0, top + TOP_OF_BAR
    for look, n, width in _widths(row):
        label = HIDDEN if n is None else f"{n:,}"
        yield from PATTERNS[look](left, y, width)
        yield _edge(left, y, width)
        if width >= NARROWEST:
            yield text("chart__value", left + width / 2, y + BAR + 15, label, "middle")
        left = round(left + width, 1)


def _widths(row: Row) -> Iterator[tuple[int, int | None, float]]:
    """Look, number and width of each part; what is not shown is what is left, as one part.
    Rounded parts may add up to more than their whole."""
    known = [(look, n) for look, n in enumerate(row.parts) if n]
    whole = max(row.n, sum(n for _, n in known))
    for look, n in known:
        yield look, n, round(n / whole * (WIDTH - 2), 1)
    left = whole - sum(n for _, n in known)
    if None in row.parts and left:
        yield DOTTED, None, round(left / whole * (WIDTH - 2), 1)


def _edge(left: float, y: float, width: float) -> str:
    return (
        f'<rect class="chart__bar" x="{left}" y="{y}" width="{width}" height="{BAR}" '
        f'fill="none" stroke="currentColor" stroke-width="1.5"/>'
    )


def _black(left: float, y: float, width: float) -> Iterator[str]:
    yield f'<rect x="{left}" y="{y}" width="{width}" height="{BAR}" fill="currentColor"/>'


def _empty(left: float, y: float, width: float) -> Iterator[str]:
    yield from ()


def _striped(left: float, y: float, width: float) -> Iterator[str]:
    """Lines from below left to above right, cut off at both ends."""
    for start in range(-BAR + 6, int(width), 7):
        low, high = max(start, 0), min(start + BAR, width)
        if high > low:
            below, above = y + BAR - (low - start), y + BAR - (high - start)
            yield rule("chart__stripe", *_rounded(left + low, below, left + high, above))


def _rounded(x1: float, y1: float, x2: float, y2: float) -> tuple[float, float, float, float]:
    return round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1)


def _dotted(left: float, y: float, width: float) -> Iterator[str]:
    for x in range(5, int(width) - 2, 8):
        for down in (7, 15, 23):
            at = f'cx="{left + x:.1f}" cy="{y + down}"'
            yield f'<circle class="chart__dot" {at} r="1.2" fill="currentColor"/>'


PATTERNS = (_black, _empty, _striped, _dotted)
DOTTED = 3
