"""Whether an instrument may be put before one woman on one day, and why not. Pure.

Reasons that concern everybody come first: without wording nothing else matters.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from outcomes.definitions import Definition
from outcomes.enums import WhyLeftOut
from outcomes.instrument_rules import Begins, Period


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. What is not known of her is None."""

    on: date
    is_attended: bool = True
    """Somebody is on the rota who would look at a risk answer."""
    at_least_years: int | None = None
    """The youngest she can be. Not known: taken as grown up, as nearly everybody here is."""
    due_on: date | None = None
    born_on: date | None = None
    answered_on: date | None = None
    """When she last answered this instrument, whatever the version."""
    asked_on: date | None = None
    """When we last put it before her, answered or not."""
    asked_until: date | None = None
    """The last day of an open request that asks it."""
    until: date | None = None
    """The last day on which she could answer, where that is another day."""


class LeftOut(NamedTuple):
    """An instrument of a wave that is not asked."""

    key: str
    why: WhyLeftOut

    def __str__(self) -> str:
        return f"{self.key}:{self.why}"


def why_not(definition: Definition, facts: Facts) -> WhyLeftOut | None:
    """Why she is not asked this; None if she may be."""
    return why_not_anybody(definition, facts) or why_not_her(definition, facts)


def why_not_anybody(definition: Definition, facts: Facts) -> WhyLeftOut | None:
    """What hangs on the instrument and the site alone."""
    if not definition.has_wording:
        return WhyLeftOut.NO_WORDING
    if definition.effective_on > facts.on:
        return WhyLeftOut.NOT_YET
    if not definition.licence.allows_use_on(facts.on):
        ended = definition.licence.status == "permitted"
        return WhyLeftOut.PERMISSION_ENDED if ended else WhyLeftOut.NO_PERMISSION
    if facts.until and not definition.licence.allows_use_on(facts.until):
        return WhyLeftOut.PERMISSION_ENDS
    if definition.risk_rules and not facts.is_attended:
        return WhyLeftOut.NO_ROTA
    return None


def why_not_her(definition: Definition, facts: Facts) -> WhyLeftOut | None:
    """What hangs on her: her age, her pregnancy or baby, her last answers."""
    young, known = definition.youngest, facts.at_least_years
    if young and known is not None and known < young.years:
        return WhyLeftOut.TOO_YOUNG
    if definition.period and (why := _outside(definition.period, facts)):
        return why
    if facts.on < may_be_asked_again_on(definition, facts.answered_on):
        return WhyLeftOut.TOO_SOON
    return WhyLeftOut.JUST_ASKED if facts.on < _wait_until(definition, facts) else None


def soon_may_be(definition: Definition, facts: Facts) -> bool:
    """Whether nothing but that we asked her lately is in the way, and there is time to ask her
    after."""
    in_time = facts.until is not None and _wait_until(definition, facts) < facts.until
    return in_time and why_not(definition, facts) in (WhyLeftOut.TOO_SOON, WhyLeftOut.JUST_ASKED)


def _wait_until(definition: Definition, facts: Facts) -> date:
    """The first day on which she has neither told us about these days already nor been asked
    about them: two forms with the same questions are never so close together."""
    days = [may_be_asked_again_on(definition, day) for day in (facts.answered_on, facts.asked_on)]
    if facts.asked_until and definition.recall_days is not None:
        days.append(facts.asked_until + timedelta(days=1))
    return max(days)


def may_be_asked_again_on(definition: Definition, on: date | None) -> date:
    """The first day whose window holds no day she told us about, or was asked about, then."""
    if on is None or definition.recall_days is None:
        return date.min
    return on + timedelta(days=definition.recall_days)


def _outside(period: Period, facts: Facts) -> WhyLeftOut | None:
    born_on = facts.born_on
    began_on = born_on or facts.due_on
    if began_on is None:
        return WhyLeftOut.DATES_UNKNOWN
    if period.begins == Begins.BIRTH and (born_on is None or born_on > facts.on):
        return WhyLeftOut.NOT_BORN
    if period.until_months and facts.on > _months_after(began_on, period.until_months):
        return WhyLeftOut.TOO_LATE
    return None


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
