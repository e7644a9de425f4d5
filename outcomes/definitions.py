"""What an instrument is: questions, options, scales and rules, as immutable values.

``instrument_documents.definition_of`` makes one from its two JSON documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outcomes.instrument_rules import (
    Band,
    Cutoff,
    Cutpoint,
    GoesTo,
    Grade,
    Licence,
    Period,
    ReliableChange,
    RiskRule,
    Source,
    Youngest,
)

__all__ = ["Definition", "GoesTo", "Grade", "Item", "Kind", "Option", "Scale"]


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. ``label`` is empty where we hold no licence for the wording."""

    code: str
    label: str
    score: int | None
    missing_code: int | None
    """Why the option has no score: -96 does not apply, -97 prefers not to say."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``number`` counts from 1; ``stem`` is the sentence shared by its group."""

    number: int
    link_id: str
    text: str
    stem: str
    kind: Kind
    options: tuple[Option, ...]
    required: bool
    scored: bool

    def option(self, code: str) -> Option | None:
        """The option with this code, or None."""
        return next((option for option in self.options if option.code == code), None)

    def with_score(self, score: int) -> Option | None:
        """The option worth this much, for a form of which only the figures are known."""
        return next((option for option in self.options if option.score == score), None)

    @property
    def scores(self) -> tuple[int, ...]:
        """Every score an answer can have, lowest first."""
        return tuple(sorted(o.score for o in self.options if o.score is not None))

    @property
    def lowest(self) -> int:
        """The lowest score an answer can have."""
        return self.scores[0]

    @property
    def highest(self) -> int:
        """The highest score an answer can have."""
        return self.scores[-1]


@dataclass(frozen=True, slots=True)
class Scale:
    """One figure: the sum of its items, or another scale's sum looked up in a table."""

    key: str
    name: str
    items: tuple[int, ...]
    lowest: float
    highest: float
    max_missing: int
    """How many unanswered items the prorated figure forgives; the total forgives none."""
    missing_source: Source | None
    bands: tuple[Band, ...]
    bands_source: Source | None
    caseness: Cutoff | None
    cutpoints: tuple[Cutpoint, ...]
    reliable_change: ReliableChange | None
    agrees_from: int | None
    """For a survey item: scores at or above this count as agreement."""
    conversion: Mapping[int, float] | None
    """Raw sum to published metric score, where the scale has one."""

    def band_of(self, figure: float) -> Band | None:
        """The published band a figure falls into, or None. A prorated 9.5 is below a band at 10."""
        if not self.bands or not self.lowest <= figure <= self.highest:
            return None
        return [band for band in self.bands if band.lowest <= figure][-1]


@dataclass(frozen=True, slots=True)
class Definition:
    """A versioned instrument. Old answers keep the version they were scored with."""

    key: str
    version: str
    name: str
    title: str
    language: str
    translation_source: str
    effective_on: date
    recall_days: int | None
    higher_is: str
    """``worse`` or ``better``."""
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    risk_rules: tuple[RiskRule, ...]
    youngest: Youngest | None
    period: Period | None
    licence: Licence
    text_hash: str

    def item(self, number: int) -> Item | None:
        """The question with this 1-based number, or None."""
        return next((item for item in self.items if item.number == number), None)

    def scale(self, key: str) -> Scale | None:
        """The scale with this key, or None."""
        return next((scale for scale in self.scales if scale.key == key), None)

    def risk_rule(self, number: int) -> RiskRule | None:
        """The risk rule of an item, or None."""
        return next((rule for rule in self.risk_rules if rule.item == number), None)

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The items that count, in order. PHQ-9 has ten questions and nine of these."""
        return tuple(item for item in self.items if item.scored)

    @property
    def has_wording(self) -> bool:
        """False for a skeleton: codes, keys and cut-offs without a single licensed word."""
        choices = [item for item in self.items if item.kind == Kind.CHOICE]
        labels = [option.label for item in choices for option in item.options]
        return all(labels) and all(item.text for item in self.items)

    def may_be_used_on(self, day: date) -> bool:
        """Whether it can be put before a person: worded, licensed, in effect."""
        in_effect = self.effective_on <= day
        return self.has_wording and in_effect and self.licence.allows_use_on(day)
