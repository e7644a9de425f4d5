"""Instruments as they stand in the database, and which of them may be asked on screen."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from outcomes.definitions import Definition
from outcomes.enums import WhyLeftOut
from outcomes.instrument_documents import definition_of
from outcomes.models import (
    Instrument,
    InstrumentOption,
)
from outcomes.queries.lately import Lately
from outcomes.use_rules import Facts, why_not
from referrals.enums import AgeBand
from referrals.models import Referral

YOUNGEST_OF = {AgeBand.UNDER_16: 0, AgeBand.SIXTEEN_SEVENTEEN: 16, AgeBand.ADULT: 18}

_definitions: dict[UUID, Definition] = {}  # a version never changes, so neither do these
_options: dict[UUID, dict[tuple[int, str], InstrumentOption]] = {}


def definition(instrument: Instrument) -> Definition:
    """What the row's two documents say."""
    if instrument.pk not in _definitions:
        _definitions[instrument.pk] = definition_of(instrument.questionnaire, instrument.scoring)
    return _definitions[instrument.pk]


def options(instrument: Instrument) -> dict[tuple[int, str], InstrumentOption]:
    """The answers it offers, by item number and option code."""
    if instrument.pk not in _options:
        offered = InstrumentOption.objects.filter(instrument=instrument)
        _options[instrument.pk] = {(option.item, option.code): option for option in offered}
    return _options[instrument.pk]


def why_not_asked(instrument: Instrument | None, facts: Facts) -> WhyLeftOut | None:
    """Why this one is not put before her; None if it is."""
    return WhyLeftOut.NOT_LOADED if instrument is None else why_not(definition(instrument), facts)


def current_instruments(keys: Iterable[str]) -> dict[str, Instrument]:
    rows = Instrument.objects.filter(key__in=list(keys), is_current=True)
    return {instrument.key: instrument for instrument in rows}


def facts_of(
    referral: Referral,
    *,
    on: date,
    is_attended: bool,
    lately: Lately,
    until: date,
) -> Facts:
    """What the rules look at, of one woman; give her with ``parent`` to cost no query."""
    return Facts(
        on,
        is_attended,
        at_least_years=YOUNGEST_OF.get(referral.parent.age_band),
        due_on=referral.due_on,
        born_on=referral.born_on,
        until=until,
        **lately._asdict(),
    )
