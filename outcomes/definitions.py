"""What an instrument is: questions, options, scales and rules, as immutable values.

``instrument_documents.definition_of`` makes one from its two JSON documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    TEXT = "text"


class Grade(StrEnum):
    """How soon a person must look at a risk answer."""

    SAME_DAY = "same_day"
    """Within the same staffed day."""
    AT_ONCE = "at_once"
    """The acknowledgement clock starts now, or when the site opens."""


class GoesTo(StrEnum):
    """Who must look at a risk answer."""

    DUTY_ROTA = "duty_rota"
    SAFEGUARDING_LEAD = "safeguarding_lead"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from. Unconfirmed ones are said to be so on screen."""

    citation: str
    year: int | None
    population: str
    confirmed: bool


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

    @property
    def lowest(self) -> int:
        """The lowest score an answer can have."""
        return min(option.score for option in self.options if option.score is not None)

    @property
    def highest(self) -> int:
        """The highest score an answer can have."""
        return max(option.score for option in self.options if option.score is not None)


@dataclass(frozen=True, slots=True)
class Band:
    """A published range of totals, both ends included."""

    key: str
    label: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Totals at or above ``at_least`` count as caseness: a screening result, no diagnosis."""

    at_least: int
    settled_early: bool
    """True where the answered items alone may settle it (Whooley: one yes is enough)."""
    source: Source


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The smallest change, in points, that counts as more than measurement error."""

    points: int
    source: Source


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
class RiskStep:
    """From this item score on, this grade."""

    at_least: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class RiskRule:
    """An answer a person must look at, whatever the total."""

    item: int
    steps: tuple[RiskStep, ...]
    goes_to: GoesTo
    source: Source


@dataclass(frozen=True, slots=True)
class Licence:
    """Whose words these are and whether we may show them."""

    holder: str
    terms_url: str
    status: str
    """``free``, ``own``, ``permitted`` (with a reference) or ``needs_permission``."""
    permission_ref: str
    expires: date | None
    attribution: str

    def allows_use_on(self, day: date) -> bool:
        """Whether the wording may be put before a person on this day."""
        if self.status in {"free", "own"}:
            return True
        in_time = self.expires is None or day <= self.expires
        return self.status == "permitted" and bool(self.permission_ref) and in_time


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
