"""A copy as a PDF, to be printed or kept. The page on the screen is what a screen reader reads."""

from collections.abc import Iterator
from html import escape
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from pim.typeface import BOLD, PLAIN, typeface
from referrals.copies import showing
from referrals.models import RecordCopy

INK = HexColor("#2b2226")
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=11, leading=15, textColor=INK)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=20, leading=26, spaceAfter=6)
HEADING = ParagraphStyle(
    "heading", TEXT, fontName=BOLD, fontSize=14, leading=19, spaceBefore=12, keepWithNext=1
)
MARGIN = 18 * mm


def draw(copy: RecordCopy) -> bytes:
    typeface()
    paper = BytesIO()
    page = {"pagesize": A4, "leftMargin": MARGIN, "rightMargin": MARGIN}
    document = SimpleDocTemplate(paper, **page, title=showing.TITLE, lang="en-GB")
    document.build(list(_parts(copy)), onFirstPage=_foot, onLaterPages=_foot)
    return paper.getvalue()


def _parts(copy: RecordCopy) -> Iterator[Flowable]:
    yield Paragraph(showing.TITLE, TITLE)
    for line in showing.opening(copy):
        yield from (Paragraph(escape(line), TEXT), Spacer(1, 2 * mm))
    for section in showing.for_her(copy):
        yield Paragraph(escape(section.title), HEADING)
        yield Paragraph(escape(section.about), TEXT)
        for entry in section.entries:
            yield Spacer(1, 3 * mm)
            yield from (Paragraph(_line(*line), TEXT) for line in entry)


def _line(label: str, words: str) -> str:
    said = escape(words).replace("\n", "<br/>")
    return f'<font name="{BOLD}">{escape(label)}:</font> {said}' if label else said


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(PLAIN, 9)
    canvas.setFillColor(INK)
    canvas.drawString(MARGIN, 12 * mm, f"Page {document.page}")
