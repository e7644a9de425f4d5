"""A picture of ours on paper: the same SVG, shape by shape, in our typeface.

Ours have lines, circles, rectangles, polygons and words, and no style sheet: a general reader of
SVG would be a larger part than these.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from reportlab.graphics.shapes import (
    Circle,
    Drawing,
    Group,
    Line,
    Polygon,
    PolyLine,
    Rect,
    Shape,
    String,
)
from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from outcomes.papers.sheet import GUTTER, INK, PLAIN, SMALL, STRONG, WIDTH, beside, gap, said
from outcomes.pictures import Picture
from outcomes.pictures.groups import NUMBER

SMALLEST, LARGEST = 7.2, 9.5
"""Points: how large the words of a picture are on paper, whatever its width."""

Element = ElementTree.Element


def shown(picture: Picture, *, width: float = WIDTH) -> list[Flowable]:
    """With its title, and how its shapes are to be read."""
    below = [text for text in (picture.reading, _numbered(picture)) if text]
    drawn = [said(picture.title, STRONG), image(picture, width=width)]
    return [*drawn, *(said(text, SMALL) for text in below)]


def _numbered(picture: Picture) -> str:
    """What the numbers in a picture stand for, where its table is not beside it."""
    if picture.heads[0] != NUMBER:
        return ""
    return "; ".join(f"{number}: {name}" for number, name, *_ in picture.rows) + "."


def in_rows(pictures: Sequence[Picture]) -> Iterator[Flowable]:
    """Two in a row."""
    drawn = [shown(one, width=WIDTH / 2 - GUTTER) for one in pictures]
    for place in range(0, len(drawn), 2):
        yield beside(*drawn[place : place + 2])
        yield gap(3)


def image(picture: Picture, *, width: float = WIDTH) -> Drawing:
    root = ElementTree.fromstring(picture.svg)  # our own markup, every word in it escaped
    _, _, across, down = map(float, root.attrib["viewBox"].split())
    scale = width / across
    group = Group(transform=(scale, 0, 0, -scale, 0, down * scale))
    for element in root:
        name = element.tag.rpartition("}")[2]
        if name in SHAPES:
            group.add(SHAPES[name](element, scale))
    return Drawing(width, down * scale, group)


def _line(element: Element, _: float) -> Shape:
    return Line(*_numbers(element, "x1", "y1", "x2", "y2"), **_stroke(element))


def _circle(element: Element, _: float) -> Shape:
    return Circle(*_numbers(element, "cx", "cy", "r"), **_stroke(element), **_fill(element))


def _rectangle(element: Element, _: float) -> Shape:
    sides = _numbers(element, "x", "y", "width", "height")
    return Rect(*sides, **_stroke(element), **_fill(element))


def _polygon(element: Element, _: float) -> Shape:
    return Polygon(_points(element), **_stroke(element), **_fill(element))


def _polyline(element: Element, _: float) -> Shape:
    return PolyLine(_points(element), **_stroke(element))


def _words(element: Element, scale: float) -> Shape:
    """Turned over again: the page counts from below, a picture from above."""
    x, y = _numbers(element, "x", "y")
    size = min(max(float(element.get("font-size", 16)), SMALLEST / scale), LARGEST / scale)
    words = String(0, 0, element.text or "", fontName=PLAIN, fontSize=size, fillColor=INK)
    words.textAnchor = element.get("text-anchor", "start")
    return Group(words, transform=(1, 0, 0, -1, x, y))


SHAPES: dict[str, Callable[[Element, float], Shape]] = {
    "line": _line,
    "circle": _circle,
    "rect": _rectangle,
    "polygon": _polygon,
    "polyline": _polyline,
    "text": _words,
}


def _numbers(element: Element, *names: str) -> list[float]:
    return [float(element.get(name, 0)) for name in names]


def _points(element: Element) -> list[float]:
    return [float(one) for pair in element.attrib["points"].split() for one in pair.split(",")]


def _stroke(element: Element) -> dict[str, Any]:
    if element.get("stroke", "none") == "none":
        return {"strokeColor": None}
    dashes = [float(one) for one in element.get("stroke-dasharray", "").split()]
    width = float(element.get("stroke-width", 1))
    ink = _ink(float(element.get("stroke-opacity", 1)))
    return {"strokeColor": ink, "strokeWidth": width, "strokeDashArray": dashes or None}


def _fill(element: Element) -> dict[str, Any]:
    if element.get("fill", "none") == "none":
        return {"fillColor": None}
    return {"fillColor": _ink(float(element.get("fill-opacity", 1)))}


def _ink(part: float) -> Color:
    """Thinned, where it is: paper has no light behind it."""
    return Color(*(1 - part * (1 - one) for one in INK.rgb()))
