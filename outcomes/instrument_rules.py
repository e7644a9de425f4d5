"""The rules that come with an instrument, each with where it comes from. Immutable values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
class Cutpoint:
    """Another published cut-off, shown with its source beside the one used. Decides nothing."""

    at_least: int
    meaning: str
    source: Source


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The smallest change, in points, that counts as more than measurement error."""

    points: int
    source: Source


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
class Youngest:
    """It is not made for anybody younger."""

    years: int
    source: Source


class Begins(StrEnum):
    """From when on it may be asked."""

    PREGNANCY = "pregnancy"
    BIRTH = "birth"


@dataclass(frozen=True, slots=True)
class Period:
    """It is made for this time of her life only; ``until_months`` are counted from the birth."""

    begins: Begins
    until_months: int | None
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

    @property
    def last_day(self) -> date | None:
        """None while no end is known."""
        return self.expires if self.status == "permitted" else None

    def allows_use_on(self, day: date) -> bool:
        """Whether the wording may be put before a person on this day."""
        if self.status in {"free", "own"}:
            return True
        in_time = self.last_day is None or day <= self.last_day
        return self.status == "permitted" and bool(self.permission_ref) and in_time
