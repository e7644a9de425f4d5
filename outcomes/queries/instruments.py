"""Instruments as they stand in the database, and which of them may be asked on screen."""

from datetime import date
from uuid import UUID

from outcomes.definitions import Definition
from outcomes.instrument_documents import definition_of
from outcomes.models import (
    Instrument,
    InstrumentOption,
    Wave,
)
from pim.duty import attended_weekdays
from pim.models import Site

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


def instruments_for(wave: Wave, site: Site, on: date) -> tuple[list[Instrument], list[str]]:
    """The current versions a wave asks on screen, in order, and the keys it has to leave out.

    Left out: what is not loaded or not licensed, and, where nobody is on the rota, every
    instrument with an answer that somebody would have to look at.
    """
    current = Instrument.objects.filter(key__in=wave.instruments, is_current=True)
    by_key = {instrument.key: instrument for instrument in current}
    attended = bool(attended_weekdays(site))
    asked = [by_key[key] for key in wave.instruments if key in by_key]
    asked = [one for one in asked if _may_be_asked(definition(one), attended, on)]
    keys = [instrument.key for instrument in asked]
    return asked, [key for key in wave.instruments if key not in keys]


def _may_be_asked(found: Definition, attended: bool, on: date) -> bool:
    return found.may_be_used_on(on) and (attended or not found.risk_rules)
