"""Answered questionnaires for reports and releases, made straight through the models."""

import datetime as dt
from collections.abc import Mapping

from outcomes import instrument_files, instrument_register, scoring
from outcomes.enums import Anchor, MissingReason, RequestStatus, ResponseStatus
from outcomes.instrument_documents import definition_of
from outcomes.models import (
    Answer,
    Instrument,
    InstrumentOption,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    Score,
    Wave,
)
from pim import clock
from pim.enums import ActorKind
from referrals.enums import Means, Purpose
from referrals.models import Consent, Referral


def instrument(key: str) -> Instrument:
    """The current row of one shipped instrument."""
    if not Instrument.objects.filter(key=key).exists():
        instrument_register.install(keys=[key], now=clock.now())
    return Instrument.objects.get(key=key, is_current=True)


def wave(programme, key: str, *keys: str) -> Wave:
    return Wave.objects.create(
        programme=programme,
        key=key,
        anchor=Anchor.ACCEPTED,
        opens_days=0,
        closes_days=14,
        instruments=list(keys),
    )


def asked(referral: Referral, wave: Wave, status=RequestStatus.OPEN) -> QuestionnaireRequest:
    now = clock.now()
    request = QuestionnaireRequest.objects.create(
        referral=referral,
        wave=wave,
        status=status,
        opened_at=now,
        closes_at=now + dt.timedelta(days=14),
        ended_at=None if status == RequestStatus.OPEN else now,
    )
    for place, key in enumerate(wave.instruments):
        RequestInstrument.objects.create(request=request, instrument=instrument(key), place=place)
    return request


def answered(request: QuestionnaireRequest, key: str, codes: Mapping[int, str | None]) -> Response:
    """A completed form: each question's option code, None where she left it out."""
    row = instrument(key)
    definition = definition_of(row.questionnaire, row.scoring)
    now = clock.now()
    response = Response.objects.create(
        request=request,
        instrument=row,
        status=ResponseStatus.COMPLETED,
        started_at=now,
        completed_at=now,
    )
    options = dict(InstrumentOption.objects.filter(instrument=row).values_list("id", "item"))
    by_code = {
        (options[option.pk], option.code): option
        for option in InstrumentOption.objects.filter(pk__in=options)
    }
    for number, code in codes.items():
        Answer.objects.create(
            response=response,
            item=number,
            option=by_code[number, code] if code else None,
            missing="" if code else MissingReason.NOT_ANSWERED,
            answered_at=now,
        )
    _score(response, scoring.score(definition, codes), definition)
    return response


def _score(response: Response, result: scoring.Result, definition) -> None:
    without_score = set(result.missing_items + result.not_scored_items)
    for scale in definition.scales:
        Score.objects.create(
            response=response,
            scale=scale.key,
            total=result.totals[scale.key],
            prorated=result.prorated[scale.key],
            at_least=result.at_least[scale.key],
            band=result.bands[scale.key] or "",
            caseness=result.caseness[scale.key],
            missing_items=len(without_score.intersection(scale.items)),
            scored_at=response.completed_at,
        )


def codes_for(key: str, total: int) -> dict[int, str]:
    """Option codes of a complete form that sums to this total."""
    definition = instrument_files.definition(key)
    codes, left = {}, total
    for item in definition.scored_items:
        value = min(left, item.highest)
        left -= value
        codes[item.number] = next(o.code for o in item.options if o.score == value)
    assert left == 0
    return codes


def scored(request: QuestionnaireRequest, key: str, total: int) -> Response:
    return answered(request, key, codes_for(key, total))


def consent(referral: Referral, purpose: Purpose = Purpose.RESEARCH, given: bool = True) -> None:
    Consent.objects.create(
        referral=referral,
        purpose=purpose,
        given=given,
        wording_version="v1",
        means=Means.ON_SCREEN,
        at=clock.now(),
        actor_kind=ActorKind.HERSELF,
    )
