"""A report on paper: the tables of the page as a PDF, for a meeting or a commissioner's file.

The page on the screen stays the one that a screen reader reads best, and says so on the paper.
"""

from functools import cache
from html import escape
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from outcomes.report.words import Grid, Step, Words

INK, BRAND, EDGE = HexColor("#2b2226"), HexColor("#6b2450"), HexColor("#e3d8cf")
PLAIN, BOLD = "Vera", "VeraBd"  # come with reportlab; embedded, so that every printer has them
MARGIN, WIDTH = 16 * mm, A4[0] - 32 * mm
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=8.5, leading=12, textColor=INK)
STRONG = ParagraphStyle("strong", TEXT, fontName=BOLD)
HEADING = ParagraphStyle("heading", STRONG, fontSize=11, leading=15, textColor=BRAND)
TITLE = ParagraphStyle("title", HEADING, fontSize=16, leading=22)
NO_CAUSE = (
    "These figures cannot show what made the difference. People ask for support when things are "
    "hard, and many feel better as time goes by, with other help or without. There is no group "
    "here to compare with. Scores are scores, not diagnoses."
)
ON_SCREEN = "The page on the screen says the same, and can be read aloud."


def draw(words: Words, foot: str) -> bytes:
    """The same report is the same bytes. ``foot``: for whom these figures are, on every page."""
    _fonts()
    paper = BytesIO()
    scope = words.report.scope
    name = f"{scope.programme.name}{f': {scope.site.name}' if scope.site else ''}"
    document = SimpleDocTemplate(
        paper,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 6 * mm,
        title=f"Report: {name}",
        lang="en-GB",
        invariant=1,
    )

    def below(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont(PLAIN, 7.5)
        canvas.drawString(MARGIN, 12 * mm, f"{foot} {ON_SCREEN}")
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, f"{page.page}")

    title = [_said(name, TITLE), _said(f"Asked for support: {scope.period.label}")]
    document.build([*title, *_parts(words)], onFirstPage=below, onLaterPages=below)
    return paper.getvalue()


def _parts(words: Words) -> list[Flowable]:
    short = [f"{line.label}: {line.cells[0]}" for line in words.in_short()]
    short += [f"{name}: {said}" for name, said in words.change.sentences()]
    grids = [
        words.support.waits(),
        words.change.main(),
        words.change.courses(),
        words.setting.waiting(),
        words.setting.lost(),
        words.setting.otherwise(),
        words.support.opinions(),
    ]
    return [
        _said("In short", HEADING),
        *(_said(f"• {line}") for line in short),
        Spacer(1, 3 * mm),
        _said(NO_CAUSE),
        _steps("How far they came", [*words.flow.steps(), *words.flow.answers()]),
        *(_grid(grid) for grid in grids if grid and grid.lines),
    ]


def _said(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return Paragraph(escape(text), style)


def _steps(caption: str, steps: list[Step]) -> Flowable:
    rows = [
        [step.label, step.count, "; ".join(f"{why}: {n}" for why, n in step.reasons)]
        for step in steps
    ]
    return _table(caption, ["", "How many", "The others"], rows, [0.3, 0.15, 0.55])


def _grid(grid: Grid) -> Flowable:
    columns = len(grid.heads) - 1
    rows = [[line.label, *line.cells] for line in grid.lines]
    return _table(grid.caption, grid.heads, rows, [0.3, *[0.7 / columns] * columns])


def _table(caption: str, heads: list[str], rows: list[list[str]], shares: list[float]) -> Flowable:
    cells = [[_said(head, STRONG) for head in heads]]
    cells += [[_said(first, STRONG), *map(_said, others)] for first, *others in rows]
    table = Table(cells, colWidths=[share * WIDTH for share in shares], repeatRows=1)
    whole = (0, 0), (-1, -1)
    table.setStyle([("LINEBELOW", *whole, 0.5, EDGE), ("VALIGN", *whole, "TOP")])
    return KeepTogether([Spacer(1, 4 * mm), _said(caption, HEADING), table])


@cache
def _fonts() -> None:
    for font in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(font, f"{font}.ttf"))
