"""A few pages for whoever pays for a service: exact, with n, intervals and what is not known."""

from reportlab.platypus import Flowable

from outcomes.papers import images, sheet
from outcomes.papers.full import in_short, name_of, shown, steps
from outcomes.papers.sheet import SMALL, WIDTH, gap, said, section, table
from outcomes.pictures import Picture
from outcomes.report.words import CommissionWords, Grid, Words

LEFT_TO_THE_REPORT = (
    "Answered at the end only",
    "Paired t test",
    "Median change",
    "Wilcoxon test",
    "Effect size of the changes (d_z)",
    "The same, for small groups (Hedges g_z)",
    "Reliably better, and across the cut-off",
    "Reliably worse, and across the cut-off",
    "Test of the two (McNemar)",
)
"""Lines of the table of change that stand in the team's report."""

HOW_COUNTED = (
    "Everyone counted asked for support in this period, and is followed to the end. “Answered "
    "both times” means before support and at its end. “Reliably” means by more than the score of "
    "one person varies by chance. With another group of people, chance alone would give a share "
    "somewhere in its 95% interval, in brackets (Wilson’s)."
)
SIDE_BY_SIDE = (
    "Side by side, so that it can be seen whom the service reaches and whom it loses. Where the "
    "intervals overlap, chance may be all there is. This is no league table. In brackets, the 95% "
    "interval; “of those over”: of those matched whose support has come to an end."
)
TOGETHER = (
    " Groups of fewer than 8 are put together with the next smallest: everybody is counted, and "
    "nobody stands out."
)


def draw(words: Words, commission: CommissionWords, foot: str) -> bytes:
    sheet.typeface()
    name = name_of(words)
    parts = [
        said(name, sheet.TITLE),
        said("Report for commissioners", sheet.HEADING),
        said(f"Asked for support: {words.report.scope.period.label}. {HOW_COUNTED}"),
        *_support(words, commission),
        *_change(words, commission),
        *_reached(commission),
    ]
    by = words.report.scope.programme.name
    return sheet.bound(f"Report for commissioners: {name}", by, foot, parts)


def _support(words: Words, commission: CommissionWords) -> list[Flowable]:
    return [
        in_short(words),
        shown(commission.sources(), 0.24, 0.38, 0.38),
        steps("How far they came", words.flow.steps()),
        shown(words.support.waits(), 0.34, 0.12, 0.27, 0.27),
        gap(),
        sheet.beside(
            _pairs("How it ended", commission.endings()),
            _pairs("Volunteers and hours", commission.volunteers()),
        ),
    ]


def _pairs(heading: str, found: list[tuple[str, str]]) -> list[Flowable]:
    half = WIDTH / 2 - sheet.GUTTER
    made = table([], found, [0.44, 0.56], width=half, style=SMALL) if found else said("Nobody yet.")
    return [said(heading, sheet.HEADING), made]


def _change(words: Words, commission: CommissionWords) -> list[Flowable]:
    if not words.report.changes:
        why = "This programme does not ask the same questions before and at the end."
        return [section("What changed", said(why))]
    main = words.change.main()
    lines = [line for line in main.lines if line.label not in LEFT_TO_THE_REPORT]
    opinions = words.support.opinions()
    return [
        steps("Who answered", words.flow.answers()),
        gap(),
        sheet.box(sheet.NO_CAUSE),
        shown(Grid(main.key, "What changed", main.heads, lines)),
        *([shown(opinions, 0.42, 0.36, 0.22)] if opinions.lines else []),
        gap(),
        *images.in_rows(_chosen(words, with_single_women=not commission.is_outside)),
    ]


def _chosen(words: Words, *, with_single_women: bool) -> list[Picture]:
    """When they answered, and areas at their sizes; for the team, each woman's change on the main
    outcome. Where there are no areas to compare, the size of the change."""
    found = {one.key: one for one in words.pictures.all}
    groups = [found[key] for key in ("months", "funnel-answered", "forest") if key in found]
    kinds = ("pairs-", "waterfall-")
    single = [one for one in found.values() if one.key.startswith(kinds)]
    return groups[:2] + (single[:2] if with_single_women else [])


def _reached(commission: CommissionWords) -> list[Flowable]:
    about = SIDE_BY_SIDE + (TOGETHER if commission.is_outside else "")
    unknown = [said(f"• {line}", SMALL) for line in commission.not_told()]
    tables = [
        shown(grid, 0.25, 0.08, 0.22, 0.23, 0.22, style=SMALL) for grid in commission.reached()
    ]
    return [section("Who was reached", said(about), *unknown), *tables]
