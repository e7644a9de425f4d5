"""What every picture is drawn with: classes and attributes, no style, no script."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 68, 24, 32, 56
"""Margins of the drawing area, in the units of the view box."""


class Svg(str):
    """Finished markup: every piece of text in it is escaped, so templates print it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


Cell = str | float
"""Figures stay figures, so that whoever takes the table away can count with them."""


class Picture(NamedTuple):
    """A picture, and the table that says the same."""

    key: str
    title: str
    """With its n."""
    svg: Svg
    heads: list[str]
    rows: list[list[Cell]]
    reading: str = ""
    """How its shapes are to be read."""
    is_individual: bool = False
    """One mark a woman: for the team only."""


def drawn(title: str, parts: Iterable[str], *, height: int = HEIGHT) -> Svg:
    """One picture, named by its title."""
    name = escape(title)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'viewBox="0 0 {WIDTH} {height}" aria-label="{name}">'
    )
    return Svg("\n".join([opening, f"<title>{name}</title>", *parts, "</svg>"]))


@dataclass(frozen=True, slots=True)
class Plane:
    """Two axes, each over its whole range, and where a value lies between them."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    height: int = HEIGHT
    left: int = LEFT

    def x(self, value: float) -> float:
        low, high = self.x_range
        return round(self.left + (value - low) / (high - low) * (WIDTH - self.left - RIGHT), 1)

    def y(self, value: float) -> float:
        low, high = self.y_range
        share = (value - low) / (high - low)
        return round(self.height - BOTTOM - share * (self.height - TOP - BOTTOM), 1)

    def frame(
        self,
        x_ticks: Sequence[tuple[float, str]],
        y_ticks: Sequence[tuple[float, str]],
        x_name: str = "",
        y_name: str = "",
    ) -> Iterator[str]:
        bottom = self.y(self.y_range[0])
        yield rule("chart__axis", self.left, bottom, WIDTH - RIGHT, bottom)
        yield rule("chart__axis", self.left, TOP, self.left, bottom)
        for value, label in y_ticks:
            yield text("chart__tick", self.left - 8, self.y(value) + 5, label, "end")
        for value, label in x_ticks:
            yield text("chart__tick", self.x(value), bottom + 20, label, "middle")
        middle = self.x(sum(self.x_range) / 2)
        yield text("chart__name", middle, bottom + 44, x_name, "middle") if x_name else ""
        yield text("chart__name", 4, TOP - 14, y_name, "start") if y_name else ""


def figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-", "−")


def rule(name: str, x1: float, y1: float, x2: float, y2: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line class="{name}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" '
        f'stroke="currentColor"{dashed}/>'
    )


def text(name: str, x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text class="{name}" x="{x}" y="{y}" font-size="16" fill="currentColor" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def line_through(name: str, points: Iterable[tuple[float, float]], dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    path = " ".join(f"{x},{y}" for x, y in points)
    return (
        f'<polyline class="{name}" points="{path}" fill="none" '
        f'stroke="currentColor" stroke-width="2"{dashed}/>'
    )


def circle(name: str, x: float, y: float, size: float = 5) -> str:
    return f'<circle class="{name}" cx="{x}" cy="{y}" r="{size:g}" fill="currentColor"/>'


def square(name: str, x: float, y: float, size: float = 5) -> str:
    """Hollow."""
    return (
        f'<rect class="{name}" x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:g}" '
        f'height="{2 * size:g}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    )


def triangle(name: str, x: float, y: float, size: float = 6) -> str:
    corners = [(x, y - size), (x - size, y + size), (x + size, y + size)]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon class="{name}" points="{points}" fill="currentColor"/>'
