"""The leaflet as a PDF: one A5 page, drawn from top to bottom."""

from functools import cache
from io import BytesIO

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pim.leaflet.words import Leaflet

INK, BRAND = HexColor("#2b2226"), HexColor("#6b2450")
PLAIN, BOLD = "Vera", "VeraBd"  # come with reportlab; embedded, so that every printer has them
WIDTH, HEIGHT = A5
MARGIN, SQUARE, QUIET = 14 * mm, 52 * mm, 4  # a code needs four empty modules around it
BELOW = 1.45  # from one line to the next, in sizes of type


def draw(leaflet: Leaflet) -> bytes:
    """The same leaflet is the same bytes."""
    _fonts()
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=A5, invariant=1, lang="en-GB")
    canvas.setTitle(leaflet.name)
    canvas.setAuthor(leaflet.name)
    _front(canvas, leaflet)
    canvas.save()
    return paper.getvalue()


def _front(canvas: Canvas, leaflet: Leaflet) -> None:
    canvas.setFillColor(BRAND)
    canvas.rect(0, HEIGHT - 5 * mm, WIDTH, 5 * mm, stroke=0, fill=1)
    y = _lines(canvas, [leaflet.name], HEIGHT - 22 * mm, size=26, font=BOLD, ink=BRAND)
    y = _lines(canvas, [leaflet.opening], y - 3 * mm, size=15, font=BOLD)
    y = _lines(canvas, leaflet.said, y - 1 * mm, size=12)
    y = _code(canvas, leaflet, y - 3 * mm)
    address = leaflet.shown_address
    y = _lines(canvas, [address], y - 8 * mm, size=_fitting(address, 15), font=BOLD)
    y = _lines(canvas, [leaflet.phone], y - 3 * mm, size=15, font=BOLD)
    _lines(canvas, [leaflet.texts, leaflet.place], y, size=12)
    _lines(canvas, leaflet.at_once, MARGIN + 5 * mm, size=10)


def _lines(canvas: Canvas, texts, y: float, *, size: float, font: str = PLAIN, ink=INK) -> float:
    """Write from ``y`` down, broken where the page ends; gives where the next line would be."""
    canvas.setFillColor(ink)
    canvas.setFont(font, size)
    for text in texts:
        for line in simpleSplit(text, font, size, WIDTH - 2 * MARGIN):
            canvas.drawString(MARGIN, y, line)
            y -= size * BELOW
    return y


def _fitting(address: str, size: float) -> float:
    """A long address is written smaller: it has no place to be broken at."""
    return min(size, size * (WIDTH - 2 * MARGIN) / stringWidth(address, BOLD, size))


def _code(canvas: Canvas, leaflet: Leaflet, y: float) -> float:
    """The code at the left, and how to use it beside it."""
    foot = y - SQUARE
    _squares(canvas, leaflet.address, foot)
    canvas.setFillColor(INK)
    canvas.setFont(PLAIN, 12)
    for place, line in enumerate(leaflet.how):
        canvas.drawString(MARGIN + SQUARE, y - 20 * mm - place * 12 * BELOW, line)
    return foot


def code_of(address: str) -> segno.QRCode:
    """Still readable where a quarter of it is stained."""
    return segno.make(address, error="q", micro=False)


def _squares(canvas: Canvas, address: str, foot: float) -> None:
    rows = [bytes(row) for row in code_of(address).matrix]
    module = SQUARE / (len(rows) + 2 * QUIET)
    left, top = MARGIN - QUIET * module, foot + SQUARE - QUIET * module
    canvas.setFillColor(INK)
    for down, row in enumerate(rows):
        for along, dark in enumerate(row):
            if dark:
                x = left + (along + QUIET) * module
                canvas.rect(x, top - (down + 1) * module, module, module, stroke=0, fill=1)


@cache
def _fonts() -> None:
    for font in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(font, f"{font}.ttf"))
