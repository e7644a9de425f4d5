"""The report on paper: the tables and pictures of the page, for a meeting or a file."""

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from outcomes.papers import images, sheet
from outcomes.papers.sheet import TEXT, gap, said, section, table
from outcomes.pictures import Picture
from outcomes.report.words import Grid, Step, Words


def draw(words: Words, foot: str, *, with_single_women: bool = True) -> bytes:
    """``foot``: for whom these figures are, on every page. ``with_single_women``: pictures with a
    mark for each, for the team only."""
    sheet.typeface()
    name = name_of(words)
    title = [said(name, sheet.TITLE), said(f"Asked for support: {words.report.scope.period.label}")]
    drawn = [one for one in words.pictures.all if with_single_women or not one.is_individual]
    parts = [*title, *_parts(words), *pictured(drawn)]
    by = words.report.scope.programme.name
    return sheet.bound(f"Report: {name}", by, f"{foot} {sheet.ON_SCREEN}", parts)


def name_of(words: Words) -> str:
    scope = words.report.scope
    return f"{scope.programme.name}{f': {scope.site.name}' if scope.site else ''}"


def _parts(words: Words) -> list[Flowable]:
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
        in_short(words),
        gap(3),
        sheet.box(sheet.NO_CAUSE),
        steps("How far they came", [*words.flow.steps(), *words.flow.answers()]),
        *(shown(grid) for grid in grids if grid and grid.lines),
    ]


def in_short(words: Words) -> Flowable:
    short = [f"{line.label}: {line.cells[0]}" for line in words.in_short()]
    short += [f"{name}: {text}" for name, text in words.change.sentences()]
    return section("In short", *(said(f"• {line}") for line in short))


def steps(caption: str, found: list[Step]) -> Flowable:
    rows = [
        [step.label, step.count, "; ".join(f"{why}: {n}" for why, n in step.reasons)]
        for step in found
    ]
    return section(caption, table(["", "How many", "The others"], rows, [0.3, 0.12, 0.58]))


def shown(grid: Grid, *shares: float, style: ParagraphStyle = TEXT) -> Flowable:
    """``shares`` of the width, one a column; without them the columns of figures are alike."""
    columns = len(grid.heads) - 1
    rows = [[line.label, *line.cells] for line in grid.lines]
    alike = [0.28, *[0.72 / columns] * columns]
    return section(grid.caption, table(grid.heads, rows, shares or alike, style=style))


def pictured(found: list[Picture]) -> list[Flowable]:
    """Each with its title and how it is to be read. The heading stays with the first of them."""
    first, *others = list(images.in_rows(found)) or [gap(0)]
    return [section("In pictures", first), *others] if found else []
