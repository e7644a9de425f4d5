"""Scores on a page of staff. Screening scores, never diagnoses."""

from collections.abc import Iterator

from outcomes import queries
from outcomes.models import Score
from outcomes.score_history import figure, histories
from pim.admin.panels import Block, Table
from referrals.models import Referral

HISTORY = ["Answered", "Score", "Since the first", "How"]


def scores(rows: list[Score]) -> Table:
    return Table(
        "Scores (screening scores, not diagnoses)",
        ["Answered", "Questionnaire", "Score", "Band", "Where the bands come from", "How"],
        [tuple(_score_row(row)) for row in rows],
        empty="There are no scores yet.",
    )


def _score_row(row: Score) -> Iterator:
    definition = queries.definition(row.response.instrument)
    scale = definition.scale(row.scale)
    band = None if row.total is None else scale.band_of(row.total)
    yield row.response.completed_at
    yield [definition.name, *([scale.name] if len(definition.scales) > 1 else [])]
    yield figure(row, scale)
    yield band.label.capitalize() if band else "No band"
    yield scale.bands_source.citation if band and scale.bands_source else ""
    yield row.response.get_mode_display()


def over_time(found: list[Score], referral: Referral) -> Block:
    """A picture of each scale with the same figures beside it."""
    return Block(
        "Scores over time",
        "outcomes/admin/score_history.html",
        {"histories": histories(found, referral.pk), "headings": HISTORY},
    )
