"""Scores on a page of staff. Screening scores, never diagnoses."""

from collections.abc import Iterator

from outcomes import queries
from outcomes.definitions import Scale
from outcomes.models import Score
from pim.admin.panels import Table


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


def figure(row: Score, scale: Scale) -> str:
    """The total out of the highest; of an incomplete form only what it cannot fall below."""
    if row.total is not None:
        return f"{row.total:g} of {scale.highest:g}"
    missing = f"{row.missing_items} left out"
    return f"At least {row.at_least:g}, {missing}" if row.at_least is not None else missing
