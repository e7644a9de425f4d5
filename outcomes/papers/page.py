"""One page for funders, from what is printed of twelve months and from nothing else."""

from collections.abc import Iterator
from functools import lru_cache
from math import inf

from django.utils import timezone
from reportlab.lib.colors import white
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepInFrame
from reportlab.platypus import Table as Grid

from outcomes.change_words import RELIABLE_CHANGE
from outcomes.papers import images, sheet
from outcomes.papers.sheet import (
    BOLD,
    BRAND,
    HEADING,
    HEIGHT,
    SMALL,
    WIDTH,
    gap,
    said,
)
from outcomes.pictures import Bar, stacked
from outcomes.publishing import Paper
from outcomes.publishing.reading import STAR, Table
from outcomes.statistics import Change

ON_BRAND = ParagraphStyle("on brand", sheet.TITLE, fontSize=21, leading=25, textColor=white)
BESIDE_IT = ParagraphStyle("beside it", sheet.TEXT, fontSize=11, leading=15, textColor=white)
FIGURE = ParagraphStyle(
    "figure", sheet.TEXT, fontName=BOLD, fontSize=21, leading=25, textColor=BRAND
)
HALF = WIDTH / 2 - 9

HEADINGS = {"asked": "How they came to us", "ended": "How it ended"}
NO_CAUSE = (
    "This is no proof that the programme made the difference. People ask for support when things "
    "are hard, and many feel better as time goes by, with other help or without. There is no group "
    "here to compare with, and those who did not answer may have felt otherwise. Scores are "
    "scores, not diagnoses."
)
HOW_TO_READ = (
    "* stands for a number from 1 to 7, or for one that is hidden so that nobody can work out such "
    "a small number. 0 is 0; all other numbers are rounded to the nearest 5, so parts may not add "
    "up. Shares come from the rounded numbers and need at least 20. In brackets, the 95% interval: "
    "with another group of people, chance alone would give a share somewhere in it. Each line "
    "counts what happened in these twelve months: who asked in one year may be matched in the "
    "next. “Reliably” means by more than the score of one person varies by chance."
)
MORE = (
    "more scores were reliably {} than reliably {} after the programme in those who answered both "
    "times."
)
ROUNDED = 5
"""So much may be lost and won where two rounded numbers are subtracted."""
TOO_FEW = "So few people are in these numbers that they would tell about single ones."


@lru_cache(maxsize=32)
def of(paper: Paper) -> bytes:
    """What is printed never changes, so its page is made once."""
    sheet.typeface()
    name = paper.programme.name
    title = f"{name}: twelve months to the end of {paper.last_month}"
    whole = KeepInFrame(WIDTH, HEIGHT - 1, list(_parts(paper)), mode="shrink")
    printed = f"{timezone.localdate(paper.publication.made_at):%-d %B %Y}"
    foot = (
        f"Made by the team of {name} from its own records. Last quarter: {paper.quarter}. "
        f"Printed on {printed}; not changed since."
    )
    return sheet.bound(title, name, foot, [whole], is_numbered=False)


def _parts(paper: Paper) -> Iterator[Flowable]:
    steps, *others = paper.year()
    yield _banner(paper)
    yield gap(3)
    yield _figures(steps)
    yield gap(3)
    yield sheet.beside(*(_of_measure(one) for one in others if one.about in HEADINGS))
    changes = [one for one in others if one.about.startswith("change:")]
    if changes:
        yield from _changes(paper, changes)
    opinions = [one for one in others if one.about.startswith("opinion:")]
    if opinions:
        yield gap(2)
        yield _opinions(opinions)
    yield gap(2.5)
    yield sheet.box(" ".join([*_of_changes(paper, changes), NO_CAUSE]))
    yield gap(2)
    yield said(HOW_TO_READ, SMALL)


def _banner(paper: Paper) -> Flowable:
    words = [
        said(paper.programme.name, ON_BRAND),
        said(f"Twelve months to the end of {paper.last_month}", BESIDE_IT),
    ]
    made = Grid([[words]], colWidths=[WIDTH])
    whole = (0, 0), (-1, -1)
    made.setStyle(
        [
            ("BACKGROUND", *whole, BRAND),
            ("LEFTPADDING", *whole, 12),
            ("TOPPADDING", *whole, 8),
            ("BOTTOMPADDING", *whole, 10),
        ]
    )
    return made


def _figures(steps: Table) -> Flowable:
    """The way through the programme, in large figures."""
    cells = [[said(line.cells[0], FIGURE), said(line.label)] for line in steps.lines]
    made = Grid([cells], colWidths=[WIDTH / max(len(cells), 1)] * len(cells))
    made.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 2)])
    return made


def _of_measure(table: Table) -> list[Flowable]:
    heading = said(HEADINGS[table.about], HEADING)
    if table.is_withheld:
        return [heading, said(TOO_FEW)]
    rows = [[line.label, *line.cells] for line in table.lines[1:]]  # all of them: in large figures
    return [heading, sheet.table([], rows, [0.52, 0.12, 0.36], width=HALF)]


def _changes(paper: Paper, tables: list[Table]) -> Iterator[Flowable]:
    """Better, the same and worse stand together, whatever they are."""
    what = "What changed, in those who answered both times"
    picture = stacked("change", what, [*RELIABLE_CHANGE.values()], _bars(paper, tables))
    yield gap(3)
    yield said(picture.title if picture else what, HEADING)
    if picture:
        yield images.image(picture)
        yield said(picture.reading, SMALL)
        yield gap(1)
    labels = list(dict.fromkeys(line.label for table in tables for line in table.lines))
    by_label = [{line.label: line.cells for line in table.lines} for table in tables]
    rows = [[label, *(_cell(cells.get(label)) for cells in by_label)] for label in labels]
    columns = len(tables)
    heads = ["", *(table.caption for table in tables)]
    yield sheet.table(heads, rows, [0.34, *[0.66 / columns] * columns])


def _cell(cells: list[str] | None) -> str:
    return " · ".join(cell for cell in cells if cell) if cells else "no rule for this scale"


def _bars(paper: Paper, tables: list[Table]) -> list[Bar]:
    return [
        Bar(
            table.caption,
            paper.number(table.about) or 0,
            [paper.number(table.about, part) for part in RELIABLE_CHANGE],
        )
        for table in tables
        if set(RELIABLE_CHANGE.values()) <= {line.label for line in table.lines}
    ]


def _opinions(tables: list[Table]) -> Flowable:
    rows = [
        [
            f"“{table.caption}”",
            *(" · ".join(filter(None, line.cells)) for line in table.lines[::-1]),
        ]
        for table in tables
    ]
    heads = ["In their own view", "Agreed", "Answered"]
    return sheet.table(heads, rows, [0.5, 0.35, 0.15])


def _of_changes(paper: Paper, tables: list[Table]) -> list[str]:
    return [_response(paper, tables), _directions(paper, tables)] if tables else []


def _response(paper: Paper, tables: list[Table]) -> str:
    """How many answered, beside how many might have."""
    answered = ", ".join(f"{one.caption} {_count(paper.number(one.about))}" for one in tables)
    planned = _count(paper.number("ended", "planned"))
    return (
        f"Answered both before and at the end: {answered}. In the same months support came to its "
        f"planned end for {planned}."
    )


def _count(n: int | None) -> str:
    return STAR if n is None else f"{n:,}"


def _directions(paper: Paper, tables: list[Table]) -> str:
    """Which way most scores went that went anywhere. There are no averages outside the team."""
    named: dict[str, list[str]] = {}
    for table in tables:
        named.setdefault(_direction(paper, table), []).append(table.caption)
    return " ".join(f"{' and '.join(names)}: {words}" for words, names in named.items())


def _direction(paper: Paper, table: Table) -> str:
    """As far as the printed numbers say, with a star as large as it can be."""
    better = paper.number(table.about, Change.IMPROVED)
    worse = paper.number(table.about, Change.DETERIORATED)
    whole = paper.number(table.about)
    if better is not None and better > _at_most(worse, whole, better):
        return MORE.format("better", "worse")
    if worse is not None and worse > _at_most(better, whole, worse):
        return MORE.format("worse", "better")
    return "these numbers do not tell whether more scores were better or worse after the programme."


def _at_most(part: int | None, whole: int | None, other: int) -> float:
    """How large a part can be: it is printed, or what others leave of the whole."""
    if part is not None:
        return part
    return inf if whole is None else whole - other + ROUNDED
