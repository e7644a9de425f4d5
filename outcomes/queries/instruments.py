"""Instruments as they stand in the database, and which of them may be asked on screen."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Max

from outcomes.definitions import Definition
from outcomes.enums import ResponseStatus, WhyLeftOut
from outcomes.instrument_documents import definition_of
from outcomes.models import (
    Instrument,
    InstrumentOption,
    Response,
    Wave,
)
from outcomes.use_rules import Facts, LeftOut, why_not, why_not_anybody
from pim import clock
from pim.duty import attended_weekdays
from pim.models import Site
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


def instruments_for(
    wave: Wave, site: Site, on: date, referral: Referral | None = None
) -> tuple[list[Instrument], list[LeftOut]]:
    """The current versions a wave asks her on screen, in order, and what it has to leave out.

    Without a referral: what anybody there would be asked.
    """
    attended = bool(attended_weekdays(site))
    answered = last_answered([referral.pk]) if referral else {}
    current = current_instruments(wave.instruments)
    asked, left_out = [], []
    for key in wave.instruments:
        day = answered.get((referral.pk, key)) if referral else None
        facts = facts_of(referral, on=on, is_attended=attended, answered_on=day)
        if why := why_not_asked(current.get(key), facts, referral):
            left_out.append(LeftOut(key, why))
        else:
            asked.append(current[key])
    return asked, left_out


def why_not_asked(
    instrument: Instrument | None, facts: Facts, referral: Referral | None
) -> WhyLeftOut | None:
    if instrument is None:
        return WhyLeftOut.NOT_LOADED
    rule = why_not if referral else why_not_anybody
    return rule(definition(instrument), facts)


def current_instruments(keys: Iterable[str]) -> dict[str, Instrument]:
    rows = Instrument.objects.filter(key__in=list(keys), is_current=True)
    return {instrument.key: instrument for instrument in rows}


def facts_of(
    referral: Referral | None, *, on: date, is_attended: bool, answered_on: date | None
) -> Facts:
    """What the rules look at, of one woman; give her with ``parent`` to cost no query."""
    if referral is None:
        return Facts(on, is_attended)
    youngest = YOUNGEST_OF.get(referral.parent.age_band)
    return Facts(on, is_attended, youngest, referral.due_on, referral.born_on, answered_on)


def last_answered(referrals: Iterable[UUID]) -> dict[tuple[UUID, str], date]:
    """The day each of them last finished each instrument, by referral and key; one query."""
    done = Response.objects.filter(
        request__referral__in=list(referrals), status=ResponseStatus.COMPLETED
    )
    rows = done.values_list("request__referral_id", "instrument__key").annotate(
        last_at=Max("completed_at")
    )
    return {(referral, key): clock.day_of(last_at) for referral, key, last_at in rows if last_at}
