"""Answers that staff type in: given by phone, or written on paper.

Each is kept as it is typed, so that one that worries us is raised in that moment; at the end the
form is sent in for her. What she answered on screen is hers: it is neither shown nor changed.
A form for which no wave asks gets a request of its own.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from outcomes import queries
from outcomes.actions.answering import (
    AlreadyFinished,
    Given,
    begin,
    is_open,
    keep_one,
    send_in,
)
from outcomes.actions.ending import scores
from outcomes.actions.risk import raise_risk
from outcomes.actions.setting_aside import form_of_its_own, set_aside, take_in
from outcomes.definitions import Kind
from outcomes.enums import MissingReason, Mode, Present, RequestStatus
from outcomes.models import (
    Answer,
    Instrument,
    QuestionnaireRequest,
    Response,
    RiskEvent,
    Score,
)
from outcomes.queries import Question
from pim import clock
from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.quiet_hours import LONDON
from referrals import consent
from referrals.enums import Purpose
from referrals.models import Referral

Typed = Mapping[tuple[str, int], str | MissingReason]
"""By instrument key and item number: an option code, her words, or why there is neither."""

MAY_BE_PUT_RIGHT = timedelta(days=1)
NOON = time(12)


@transaction.atomic
def keep_answers(
    *,
    request: QuestionnaireRequest,
    answers: Typed,
    mode: Mode,
    present: Present | str = "",
    answered_on: date | None = None,
    by: Actor,
    now: datetime,
) -> list[RiskEvent]:
    """Keep what was typed so far. Gives the events that somebody must look at because of it."""
    locked, at = _ready(request, mode, answered_on, by, now)
    how = _How(mode, present, by, at)
    if not is_open(locked, now):
        return _keep_late(locked, answers, how, now)
    return _keep(locked, answers, how, now)


@transaction.atomic
def enter_answers(
    *,
    request: QuestionnaireRequest,
    answers: Typed,
    mode: Mode,
    present: Present | str = "",
    answered_on: date | None = None,
    by: Actor,
    now: datetime,
) -> list[RiskEvent]:
    """Keep what was typed and send the form in for her. What nobody answered says so. Gives the
    events of it that nobody has looked at yet, the gravest last.

    A questionnaire that the wave names and did not ask on screen comes in with its first answer.
    """
    locked, at = _ready(request, mode, answered_on, by, now)
    how = _How(mode, present, by, at)
    if not is_open(locked, now):
        return _keep_late(locked, answers, how, now, to_the_end=True)
    _keep(locked, answers, how, now)
    return _send_in(locked, how, now)


@transaction.atomic
def keep_paper_form(
    *,
    referral: Referral,
    instrument: Instrument,
    answers: Typed,
    mode: Mode,
    present: Present | str = "",
    answered_on: date | None = None,
    by: Actor,
    now: datetime,
) -> list[RiskEvent]:
    """Keep what was typed of a form for which no wave asks."""
    request = _besides(referral, instrument, answered_on, by, now)
    how = {"mode": mode, "present": present, "answered_on": answered_on}
    return keep_answers(request=request, answers=answers, by=by, now=now, **how)


@transaction.atomic
def enter_paper_form(
    *,
    referral: Referral,
    instrument: Instrument,
    answers: Typed,
    mode: Mode,
    present: Present | str = "",
    answered_on: date | None = None,
    by: Actor,
    now: datetime,
) -> list[RiskEvent]:
    """The same, and send it in."""
    request = _besides(referral, instrument, answered_on, by, now)
    how = {"mode": mode, "present": present, "answered_on": answered_on}
    return enter_answers(request=request, answers=answers, by=by, now=now, **how)


@transaction.atomic
def put_right(
    *, request: QuestionnaireRequest, answers: Typed, by: Actor, now: datetime
) -> list[RiskEvent]:
    """A slip of whoever typed it, within a day. The trail keeps the old code and the new one.

    Only what staff typed: her own answers on screen stay as they are. An event that the slip
    raised stays too, until somebody has looked at it.
    """
    locked = QuestionnaireRequest.objects.select_for_update().get(pk=request.pk)
    if not may_be_put_right(locked, now):
        raise DomainError("This was sent in more than a day ago. It stays as it was typed.")
    events, changed = [], set()
    kept = queries.answers_of(locked)
    for question in queries.questions_of(locked):
        typed = answers.get(_name(question))
        answer = kept.get(question.key)
        if typed and answer and answer.mode != Mode.ONLINE and _says(answer) != str(typed):
            events.append(_correct(locked, answer, question, typed, by, now))
            changed.add(answer.response_id)
    _score_again(changed, now)
    return [event for event in events if event]


def may_be_put_right(request: QuestionnaireRequest, now: datetime) -> bool:
    return bool(
        request.status == RequestStatus.COMPLETED
        and request.ended_at
        and now < request.ended_at + MAY_BE_PUT_RIGHT
    )


class _How:
    """By which way she answered, who was there, who types, and when she answered."""

    def __init__(self, mode: Mode, present: Present | str, by: Actor, at: datetime) -> None:
        self.mode, self.present, self.by, self.at = mode, present, by, at


def _ready(
    request: QuestionnaireRequest,
    mode: Mode,
    answered_on: date | None,
    by: Actor,
    now: datetime,
) -> tuple[QuestionnaireRequest, datetime]:
    if mode not in (Mode.PHONE, Mode.PAPER) or by.user is None:
        raise DomainError("Say whether she answered by phone or on paper.")
    locked = QuestionnaireRequest.objects.select_for_update().get(pk=request.pk)
    _check_she_may_be_asked(locked.referral)
    return locked, _moment(locked.referral, answered_on, now)


def _check_she_may_be_asked(referral: Referral) -> None:
    if referral.parent.erased_at or referral.held_for:
        raise DomainError("Nothing can be entered on this referral.")
    if not consent.has_given(referral, Purpose.EVALUATION):
        raise DomainError(
            "She has not said yes to questionnaires. Ask her first, and record her consent."
        )


def _moment(referral: Referral, answered_on: date | None, now: datetime) -> datetime:
    """When she answered: now, or noon of an earlier day."""
    if answered_on is None or answered_on == clock.day_of(now):
        return now
    if answered_on > clock.day_of(now):
        raise DomainError("The day she answered cannot be in the future.")
    if answered_on < clock.day_of(referral.asked_at):
        raise DomainError("The day she answered cannot be before she first came to us.")
    return datetime.combine(answered_on, NOON, LONDON)


def _besides(
    referral: Referral, instrument: Instrument, answered_on: date | None, by: Actor, now: datetime
) -> QuestionnaireRequest:
    """The request of its own, begun now or half typed before."""
    Referral.objects.select_for_update().get(pk=referral.pk)  # two typing at once begin one
    half_typed = queries.half_typed(referral, instrument)
    if half_typed is not None:
        return half_typed
    _check_she_may_be_asked(referral)
    at = _moment(referral, answered_on, now)
    if queries.is_on_file(referral, instrument, clock.day_of(at)):
        raise DomainError("Her answers of that day are on file already. Nothing is kept twice.")
    return form_of_its_own(referral, instrument, opened_at=at, by=by, now=now)


def _keep_late(
    request: QuestionnaireRequest,
    answers: Typed,
    how: _How,
    now: datetime,
    *,
    to_the_end: bool = False,
) -> list[RiskEvent]:
    """She sent hers in, or its time ran out, while staff were typing. What is not finished goes
    on in a form of its own. What is finished stays as it is, but an answer typed now that worries
    us is raised: it is never refused unheard.
    """
    events, is_kept = [], False
    for instrument in queries.instruments_to_enter(request):
        typed = {key: says for key, says in answers.items() if key[0] == instrument.key and says}
        if not typed:
            continue
        finished = queries.finished_form(request, instrument, clock.day_of(how.at))
        if finished:
            events += _heard(finished, typed, how.by, now)
            continue
        own = _own_form(request, instrument, how, now)
        kept = _keep(own, typed, how, now)
        events += _send_in(own, how, now) if to_the_end else kept
        is_kept = True
    if not is_kept and not events:
        raise AlreadyFinished("These questions are finished. Thank you.")
    return events


def _heard(response: Response, typed: Typed, by: Actor, now: datetime) -> list[RiskEvent]:
    """The events of answers that differ from those which stand, and worry us."""
    standing = {row.item: row for row in response.answer_set.select_related("option")}
    new = {
        item: says
        for (_, item), says in typed.items()
        if item not in standing or _says(standing[item]) != str(says)
    }
    events = [raise_risk(response, item, str(says), by=by, now=now) for item, says in new.items()]
    return [event for event in events if event]


def _own_form(
    request: QuestionnaireRequest, instrument: Instrument, how: _How, now: datetime
) -> QuestionnaireRequest:
    """Where typing goes on: what was typed into the request before comes with it."""
    referral = request.referral
    half_typed = queries.half_typed(referral, instrument)
    if half_typed is not None and is_open(half_typed, now):
        return QuestionnaireRequest.objects.select_for_update().get(pk=half_typed.pk)
    for begun in queries.begun_besides(request):
        if begun.instrument_id == instrument.pk:
            return set_aside(begun, referral, by=how.by, now=now)
    return form_of_its_own(referral, instrument, opened_at=how.at, by=how.by, now=now)


def _keep(
    request: QuestionnaireRequest, answers: Typed, how: _How, now: datetime
) -> list[RiskEvent]:
    kept = queries.answers_of(request)
    events = []
    for question in queries.questions_to_enter(request):
        typed, before = answers.get(_name(question), ""), kept.get(question.key)
        is_hers = before is not None and before.mode == Mode.ONLINE
        if is_hers or not typed.strip() or (before and _says(before) == str(typed)):
            continue
        events.append(_keep_one(request, question, given(question, typed), how, now))
    return [event for event in events if event]


def _keep_one(
    request: QuestionnaireRequest, question: Question, says: Given, how: _How, now: datetime
) -> RiskEvent | None:
    response = begin(request, question.instrument, how.mode, how.by, how.at, present=how.present)
    return keep_one(
        response, question.item.number, says, mode=how.mode, at=how.at, by=how.by, now=now
    )


def given(question: Question, typed: str | MissingReason) -> Given:
    if isinstance(typed, MissingReason):
        return Given("", "", typed)
    return Given(typed, "", "") if question.item.kind == Kind.CHOICE else Given("", typed, "")


def _send_in(request: QuestionnaireRequest, how: _How, now: datetime) -> list[RiskEvent]:
    for response in queries.begun_besides(request):
        take_in(request, response)
    _leave_open_ones_unanswered(request, how, now)
    send_in(request, by=how.by, now=now, answered_at=how.at)
    unseen = RiskEvent.objects.filter(response__request=request).unacknowledged()
    return list(unseen.order_by("grade", "raised_at", "pk"))


def _leave_open_ones_unanswered(request: QuestionnaireRequest, how: _How, now: datetime) -> None:
    for question in list(queries.unanswered(request)):
        _keep_one(request, question, Given("", "", MissingReason.NOT_ANSWERED), how, now)


def _says(answer: Answer) -> str:
    """As a form would send it."""
    return answer.option.code if answer.option else answer.words or answer.missing


def _name(question: Question) -> tuple[str, int]:
    return question.instrument.key, question.item.number


def _correct(
    request: QuestionnaireRequest,
    answer: Answer,
    question: Question,
    typed: str | MissingReason,
    by: Actor,
    now: datetime,
) -> RiskEvent | None:
    key, number = _name(question)
    response = Response.objects.get(pk=answer.response_id)
    response.request, response.instrument = request, question.instrument
    codes = {}
    if question.item.kind == Kind.CHOICE:  # her words stay out of the trail
        codes = {"was": _says(answer), "became": str(typed)}
    audit.record(
        by=by,
        action="questionnaire.put_right",
        target=request,
        now=now,
        instrument=key,
        item=number,
        **codes,
    )
    says = given(question, typed)
    return keep_one(response, number, says, mode=answer.mode, at=answer.answered_at, by=by, now=now)


def _score_again(responses: Collection[UUID], now: datetime) -> None:
    for response in Response.objects.filter(pk__in=responses).select_related("instrument"):
        Score.objects.bulk_create(
            scores(response, now=now),
            update_conflicts=True,
            unique_fields=["response", "scale"],
            update_fields=[
                *("total", "prorated", "at_least", "band"),
                *("caseness", "missing_items", "scored_at"),
            ],
        )
