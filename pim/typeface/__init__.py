"""Our typeface for paper: registered once with the typesetter, inside every PDF."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "House", "HouseBold"


@cache
def typeface() -> None:
    """Both weights bear one name in their files; a PDF needs two."""
    for name, file in ((PLAIN, "plain"), (BOLD, "bold")):
        font = TTFont(name, str(Path(__file__).parent / f"{file}.ttf"))
        font.face.name = f"AtkinsonHyperlegibleNext-{file.title()}".encode()
        pdfmetrics.registerFont(font)
