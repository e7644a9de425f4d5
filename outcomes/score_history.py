"""One woman's scores over her time with us, one history for each scale as one version scores it.

Figures of two versions, or of a raw and a converted scale, are never joined. A change is spoken
of only against the measure's own reliable change, and never as the work of the programme.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime

from outcomes import pictures, queries
from outcomes.definitions import Definition, Scale
from outcomes.instrument_rules import Source
from outcomes.models import Score
from outcomes.pictures import Svg

IN_THE_PICTURE = 5  # the newest; the table has them all
EARLIER = "in an earlier referral"
SCREENING = "A screening score, never a diagnosis."


@dataclass(frozen=True)
class Occasion:
    """One form. ``is_earlier``: of another referral of hers."""

    at: datetime
    score: Score
    how: str
    is_earlier: bool

    @property
    def total(self) -> float | None:
        return self.score.total


@dataclass(frozen=True)
class History:
    definition: Definition
    scale: Scale
    occasions: Sequence[Occasion]
    shows_version: bool

    @property
    def title(self) -> str:
        """The scale is named where there are several, the version where it has changed."""
        named = [self.definition.name]
        named += [self.scale.name] if len(self.definition.scales) > 1 else []
        named += [f"version {self.definition.version}"] if self.shows_version else []
        return ", ".join(named)

    @property
    def direction(self) -> str:
        return f"Higher scores mean {self.definition.higher_is}."

    @property
    def first(self) -> Occasion | None:
        """The first with a total: what later ones are held against."""
        return next((one for one in self.occasions if one.total is not None), None)

    def picture(self) -> Svg:
        points = [pictures.Point(day(one), one.total) for one in self.occasions[-IN_THE_PICTURE:]]
        cutoff = self.scale.caseness
        return pictures.line_chart(
            points,
            self.title,
            lowest=self.scale.lowest,
            highest=self.scale.highest,
            caseness=cutoff.at_least if cutoff else None,
        )

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        for one in self.occasions:
            when = date_format(localtime(one.at), "j F Y")
            where = f"{when}, {EARLIER}" if one.is_earlier else when
            yield where, figure(one.score, self.scale), self.changed(one), one.how

    def changed(self, one: Occasion) -> str:
        """Since the first, in words; nothing where there is nothing to hold it against."""
        if one.total is None or self.first is None or one is self.first:
            return "–"
        return change_in_words(one.total - self.first.total, self.scale)

    def notes(self) -> Iterator[str]:
        is_our_own = self.scale.agrees_from is not None
        yield self.direction if is_our_own else f"{self.direction} {SCREENING}"
        if self.first and len(self.occasions) > IN_THE_PICTURE:
            yield f"The picture shows the newest {IN_THE_PICTURE}."
        if self.first and (cutoff := self.scale.caseness):
            yield f"The broken line: {cutoff.at_least} or more. {cited(cutoff.source)}"
        if self._has_two_totals and (rule := self.scale.reliable_change):
            yield f"Reliable change: {rule.points} or more. {cited(rule.source)}"

    @property
    def _has_two_totals(self) -> bool:
        return sum(one.total is not None for one in self.occasions) > 1


def change_in_words(change: float, scale: Scale) -> str:
    """Up or down, and whether that is more than chance for this measure."""
    way = "No change" if not change else f"{'Up' if change > 0 else 'Down'} by {abs(change):g}"
    rule = scale.reliable_change
    if rule is None:
        return f"{way}. How much is more than chance is not known for this measure"
    if abs(change) >= rule.points:
        return f"{way}: more than chance for this measure ({rule.points})"
    return f"{way}: no reliable change ({rule.points} would be)"


def figure(score: Score, scale: Scale) -> str:
    """The total out of the highest; of an incomplete form only what it cannot fall below."""
    if score.total is not None:
        return f"{score.total:g} of {scale.highest:g}"
    if score.missing_items == len(scale.items):
        return "Not answered"
    missing = f"{score.missing_items} left out"
    if score.at_least is None:
        return f"No total: {missing}"
    return f"No total: {missing}, so at least {score.at_least:g}"


def cited(source: Source) -> str:
    year = f", {source.year}" if source.year else ""
    unsure = "" if source.confirmed else " To be confirmed."
    return f"{source.citation}{year} ({source.population}).{unsure}"


def day(one: Occasion) -> str:
    return date_format(localtime(one.at), "j M y")


def histories(scores: Sequence[Score], referral_id: UUID) -> list[History]:
    """In the order in which she answered each for the first time. ``scores`` in that order too."""
    found: dict[tuple, list[Score]] = defaultdict(list)
    versions = defaultdict(set)
    for score in scores:
        instrument = score.response.instrument
        found[instrument.key, instrument.version, score.scale].append(score)
        versions[instrument.key].add(instrument.version)
    return [
        _history(rows, referral_id, len(versions[key]) > 1) for (key, *_), rows in found.items()
    ]


def _history(rows: Sequence[Score], referral_id: UUID, shows_version: bool) -> History:
    definition = queries.definition(rows[0].response.instrument)
    occasions = [
        Occasion(
            row.response.completed_at,
            row,
            row.response.get_mode_display(),
            row.response.request.referral_id != referral_id,
        )
        for row in rows
    ]
    return History(definition, definition.scale(rows[0].scale), occasions, shows_version)
