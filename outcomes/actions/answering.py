"""Answers: kept one by one as she gives them, then sent in or refused."""

from datetime import datetime

from django.db import transaction

from outcomes import queries
from outcomes.actions.ending import end, finish
from outcomes.actions.risk import note_changed_elsewhere, raise_risk
from outcomes.actions.setting_aside import settle_what_was_left_out
from outcomes.actions.stopping import lock_open_ones
from outcomes.definitions import Kind
from outcomes.enums import MissingReason, Mode, Present, RequestStatus, ResponseStatus
from outcomes.models import (
    Answer,
    Instrument,
    InstrumentOption,
    QuestionnaireRequest,
    Response,
    RiskEvent,
)
from pim.access import audit
from pim.access.audit import SYSTEM, Actor
from pim.errors import DomainError
from referrals import consent
from referrals.enums import Means, Purpose

ASKED_OF_A_FORM = (
    *("status", "mode"),
    *("request__status", "request__closes_at", "request__referral"),
)


class AlreadyFinished(DomainError):
    """These answers were sent in, or their time is over."""


class NotAnOption(DomainError):
    """The questionnaire does not offer this answer."""


@transaction.atomic
def save_answer(
    *,
    request: QuestionnaireRequest,
    instrument: Instrument,
    item: int,
    option_code: str = "",
    words: str = "",
    missing: MissingReason | str = "",
    elsewhere: bool = False,
    by: Actor,
    now: datetime,
) -> RiskEvent | None:
    """Keep one answer: the option chosen, or her words, or why there is neither.

    ``elsewhere``: another stands, typed in another browser, and no word was typed in this one.

    Gives the risk event the answer belongs to, if somebody must look at it; the event and its
    alert are in this transaction. Raises AlreadyFinished or NotAnOption.
    """
    response = _begun(request, instrument, now)
    if response is None:
        response = begin(lock_open(request, now), instrument, Mode.ONLINE, by, now)
    given = Given(option_code, words, missing)
    if elsewhere:
        note_changed_elsewhere(response, item, by=by, now=now)
    return keep_one(response, item, given, mode=Mode.ONLINE, at=now, by=by, now=now)


@transaction.atomic
def complete(*, request: QuestionnaireRequest, by: Actor, now: datetime) -> None:
    """She sends her answers in: they are scored, and no link opens them any more."""
    locked = lock_open(request, now)
    if any(queries.unanswered(locked)):
        raise DomainError("Some questions are still open. You can say you would rather not.")
    send_in(locked, by=by, now=now)


@transaction.atomic
def refuse(
    *,
    request: QuestionnaireRequest,
    no_more: bool = False,
    means: Means = Means.ON_SCREEN,
    by: Actor,
    now: datetime,
) -> None:
    """She would rather not: this time, or (``no_more``) ever again. Nobody asks why."""
    if no_more:
        lock_open_ones(request.referral)
    locked = lock_open(request, now)
    end(locked, RequestStatus.REFUSED, by=by, now=now)
    if no_more:
        consent.record(
            referral=locked.referral,
            purpose=Purpose.EVALUATION,
            given=False,
            means=means,
            by=by,
            now=now,
        )


def finish_answered(
    request: QuestionnaireRequest,
    *,
    by: Actor = SYSTEM,
    now: datetime,
    answered_at: datetime | None = None,
) -> bool:
    """Score every instrument that is answered to its end. Whether that is all of them."""
    settle_what_was_left_out(request, by=by, now=now)
    open_still = {question.instrument.pk for question in queries.unanswered(request)}
    for response in _unfinished(request).exclude(instrument__in=open_still):
        finish(response, now=now, answered_at=answered_at)
    return not open_still


class Given:
    """One answer; exactly one of the three says something."""

    def __init__(self, option_code: str, words: str, missing: str) -> None:
        self.option_code, self.words, self.missing = option_code, words.strip(), missing
        if sum(map(bool, (self.option_code, self.words, self.missing))) != 1:
            raise NotAnOption("Choose one answer, or say that you would rather not.")


def lock_open(request: QuestionnaireRequest, now: datetime) -> QuestionnaireRequest:
    """The row, ours until the transaction ends: saving and sending in never overlap."""
    locked = QuestionnaireRequest.objects.select_for_update().get(pk=request.pk)
    _check_open(locked, now)
    return locked


def is_open(request: QuestionnaireRequest, now: datetime) -> bool:
    return request.status == RequestStatus.OPEN and request.closes_at > now


def _check_open(request: QuestionnaireRequest, now: datetime) -> None:
    if not is_open(request, now):
        raise AlreadyFinished("These questions are finished. Thank you.")


def _begun(request: QuestionnaireRequest, instrument: Instrument, now: datetime) -> Response | None:
    """Her form for one instrument if there is one, its request locked as ``lock_open`` does.

    In one question, of few columns: every tap of hers asks it.
    """
    rows = Response.objects.select_for_update(of=("request",)).select_related("request")
    of_it = rows.filter(request=request, instrument=instrument)
    response = of_it.only(*ASKED_OF_A_FORM).first()
    if response is not None:
        _check_open(response.request, now)
        _check_unfinished(response)
        response.instrument = instrument
    return response


def _check_unfinished(response: Response) -> None:
    if response.status == ResponseStatus.COMPLETED:
        raise AlreadyFinished("These questions are finished. Thank you.")


def begin(
    request: QuestionnaireRequest,
    instrument: Instrument,
    mode: Mode,
    by: Actor,
    at: datetime,
    present: Present | str = "",
) -> Response:
    """Her form for one instrument; once staff have typed into it, it is theirs by mode."""
    if request.answered_from_at is None:
        request.answered_from_at = at
        request.save(update_fields=["answered_from_at"])
        audit.record(by=by, action="questionnaire.started", target=request, now=at, mode=mode)
    how = {"mode": mode, "entered_by": by.user, "present": present}
    response, created = Response.objects.get_or_create(
        request=request, instrument=instrument, defaults={"started_at": at, **how}
    )
    if not created and mode != Mode.ONLINE:
        Response.objects.filter(pk=response.pk).update(**how)
        response.refresh_from_db()
    _check_unfinished(response)
    response.request, response.instrument = request, instrument
    return response


def keep_one(
    response: Response,
    item: int,
    given: Given,
    *,
    mode: Mode | str,
    at: datetime,
    by: Actor,
    now: datetime,
) -> RiskEvent | None:
    """One answer, and in the same transaction the event of one that worries us.

    ``at``: when she gave it; the clock of the event runs from ``now``, when we know it.
    """
    answer = Answer(
        response=response,
        item=item,
        option=_option(response.instrument, item, given),
        words=given.words or None,
        missing=given.missing,
        mode=mode,
        answered_at=at,
    )
    Answer.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["response", "item"],
        update_fields=["option", "words", "missing", "mode", "answered_at"],
    )
    return raise_risk(response, item, given.option_code, by=by, now=now)


def _option(instrument: Instrument, item: int, given: Given) -> InstrumentOption | None:
    found = queries.definition(instrument).item(item)
    if found is None or (given.words and found.kind != Kind.TEXT):
        raise NotAnOption("This question is answered by choosing one of its answers.")
    if not given.option_code:
        return None
    option = queries.options(instrument).get((item, given.option_code))
    if option is None:
        raise NotAnOption("Choose one of the answers on the page.")
    return option


def send_in(
    request: QuestionnaireRequest, *, by: Actor, now: datetime, answered_at: datetime | None = None
) -> None:
    settle_what_was_left_out(request, by=by, now=now)
    for response in _unfinished(request):
        finish(response, now=now, answered_at=answered_at)
    end(request, RequestStatus.COMPLETED, by=by, now=now)


def _unfinished(request: QuestionnaireRequest):
    rows = Response.objects.filter(request=request, status=ResponseStatus.IN_PROGRESS)
    return rows.select_related("instrument")
