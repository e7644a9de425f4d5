"""What every paper is made with: our typeface, its sizes, tables, and pages with a foot."""

from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from pim.typeface import BOLD, PLAIN
from pim.typeface import typeface as typeface  # every paper begins with it

INK, BRAND, EDGE, PALE = map(HexColor, ("#2b2226", "#6b2450", "#e3d8cf", "#f7f2ee"))
MARGIN, WIDTH = 16 * mm, A4[0] - 32 * mm
FOOT, GUTTER = 4 * mm, 5 * mm
HEIGHT = A4[1] - 2 * MARGIN - FOOT

TEXT = ParagraphStyle(
    "text",
    fontName=PLAIN,
    fontSize=9,
    leading=12,
    textColor=INK,
    splitLongWords=0,
)
STRONG = ParagraphStyle("strong", TEXT, fontName=BOLD)
SMALL = ParagraphStyle("small", TEXT, fontSize=7.8, leading=10.2)
HEADING = ParagraphStyle("heading", STRONG, fontSize=11.5, leading=15, textColor=BRAND)
TITLE = ParagraphStyle("title", HEADING, fontSize=18, leading=23)

NO_CAUSE = (
    "These figures cannot show what made the difference. People ask for support when things are "
    "hard, and many feel better as time goes by, with other help or without. There is no group "
    "here to compare with. Scores are scores, not diagnoses."
)
ON_SCREEN = "The page on the screen says the same, and can be read aloud."


def said(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return Paragraph(escape(text), style)


def gap(height: float = 4) -> Spacer:
    return Spacer(1, height * mm)


def section(heading: str, *parts: Flowable) -> Flowable:
    """A heading never stands alone at the foot of a page."""
    return KeepTogether([gap(), said(heading, HEADING), *parts])


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    shares: Sequence[float],
    *,
    width: float = WIDTH,
    style: ParagraphStyle = TEXT,
) -> Table:
    """The first of each row is its heading. ``shares`` of the width, one a column."""
    strong = ParagraphStyle("heads", style, fontName=BOLD)
    cells = [[said(head, strong) for head in heads]] if any(heads) else []
    cells += [[said(first, strong), *(said(cell, style) for cell in rest)] for first, *rest in rows]
    made = Table(cells, colWidths=[share * width for share in shares], repeatRows=bool(any(heads)))
    whole = (0, 0), (-1, -1)
    made.setStyle(
        [
            ("LINEBELOW", *whole, 0.5, EDGE),
            ("VALIGN", *whole, "TOP"),
            ("TOPPADDING", *whole, 2),
            ("BOTTOMPADDING", *whole, 3),
            ("LEFTPADDING", *whole, 2),
            ("RIGHTPADDING", *whole, 4),
        ]
    )
    return made


def beside(left: list[Flowable], right: list[Flowable] | None = None) -> Table:
    """Two things next to each other, with a little room between them."""
    made = Table([[left, right or ""]], colWidths=[WIDTH / 2, WIDTH / 2])
    whole = (0, 0), (-1, -1)
    bare = [(f"{side}PADDING", *whole, 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    between = "RIGHTPADDING", (0, 0), (0, -1), GUTTER
    made.setStyle([("VALIGN", *whole, "TOP"), *bare, between])
    return made


def box(text: str) -> Table:
    """What must not be passed over."""
    made = Table([[said(text)]], colWidths=[WIDTH])
    whole = (0, 0), (-1, -1)
    made.setStyle([("BACKGROUND", *whole, PALE), ("LINEBEFORE", *whole, 3, BRAND)])
    return made


def bound(
    title: str, by: str, foot: str, parts: list[Flowable], *, is_numbered: bool = True
) -> bytes:
    """The same parts are the same bytes. ``by``: a programme, never a person."""
    paper = BytesIO()
    document = BaseDocTemplate(
        paper,
        pagesize=A4,
        title=title,
        author=by,
        lang="en-GB",
        displayDocTitle=1,
        invariant=1,
    )

    def below(canvas: Canvas, page: BaseDocTemplate) -> None:
        canvas.setFillColor(INK)
        canvas.setFont(PLAIN, 7.5)
        canvas.drawString(MARGIN, 12 * mm, foot)
        if is_numbered:
            canvas.drawRightString(A4[0] - MARGIN, 12 * mm, f"{page.page}")

    whole = Frame(MARGIN, MARGIN + FOOT, WIDTH, HEIGHT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[whole], onPage=below))
    document.build(parts)
    return paper.getvalue()
