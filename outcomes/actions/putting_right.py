"""A slip of whoever typed her answers in, put right within a week."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from outcomes import queries
from outcomes.actions.answering import keep_one
from outcomes.actions.ending import scores
from outcomes.actions.entering import moment_of
from outcomes.actions.not_hers import typed_by_staff
from outcomes.actions.typing_in import Typed, given, name_of, says
from outcomes.definitions import Kind
from outcomes.enums import MissingReason, Mode, Present, RequestStatus
from outcomes.models import Answer, QuestionnaireRequest, Response, RiskEvent, Score
from outcomes.queries import Question
from pim import clock
from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError

MAY_BE_PUT_RIGHT = timedelta(days=7)
"""A form typed in late on a Friday is looked through again in the week after."""


@dataclass(frozen=True)
class HowSheAnswered:
    """By which way, beside whom and on which day, as it should have been said."""

    mode: Mode | str
    present: Present | str
    answered_on: date


@transaction.atomic
def put_right(
    *,
    request: QuestionnaireRequest,
    answers: Typed,
    how: HowSheAnswered | None = None,
    by: Actor,
    now: datetime,
) -> list[RiskEvent]:
    """A slip of whoever typed it, within a week. The trail keeps the old code and the new one.

    Only what staff typed: her own answers on screen stay as they are. An event that the slip
    raised stays too, until somebody has looked at it.
    """
    locked = QuestionnaireRequest.objects.select_for_update().get(pk=request.pk)
    if not may_be_put_right(locked, now):
        raise DomainError("This was sent in more than a week ago. It stays as it was typed.")
    events, changed = [], set()
    kept = queries.answers_of(locked)
    for question in queries.questions_of(locked):
        typed = answers.get(name_of(question))
        answer = kept.get(question.key)
        if typed and answer and answer.mode != Mode.ONLINE and says(answer) != str(typed):
            events.append(_correct(locked, answer, question, typed, by, now))
            changed.add(answer.response_id)
    if how:
        _put_how_right(locked, how, by, now)
    _score_again(changed, now)
    return [event for event in events if event]


def may_be_put_right(request: QuestionnaireRequest, now: datetime) -> bool:
    return bool(
        request.status == RequestStatus.COMPLETED
        and request.ended_at
        and now < request.ended_at + MAY_BE_PUT_RIGHT
    )


def _put_how_right(
    request: QuestionnaireRequest, how: HowSheAnswered, by: Actor, now: datetime
) -> None:
    for response in typed_by_staff(request):
        was = HowSheAnswered(
            response.mode, response.present, clock.day_of(response.completed_at or now)
        )
        if was == how:
            continue
        if was.answered_on != how.answered_on:
            at = moment_of(request.referral, how.answered_on, now)
            response.started_at = response.completed_at = at
            response.answer_set.update(answered_at=at)
        response.mode, response.present = how.mode, how.present
        response.save(update_fields=["mode", "present", "started_at", "completed_at"])
        response.answer_set.update(mode=how.mode)
        audit.record(
            by=by,
            action="questionnaire.how_put_right",
            target=request,
            now=now,
            instrument=response.instrument.key,
            was=_in_codes(was),
            became=_in_codes(how),
        )


def _in_codes(how: HowSheAnswered) -> str:
    return f"{how.mode} {how.present} {how.answered_on.isoformat()}"


def _correct(
    request: QuestionnaireRequest,
    answer: Answer,
    question: Question,
    typed: str | MissingReason,
    by: Actor,
    now: datetime,
) -> RiskEvent | None:
    key, number = name_of(question)
    response = Response.objects.get(pk=answer.response_id)
    response.request, response.instrument = request, question.instrument
    codes = {}
    if question.item.kind == Kind.CHOICE:  # her words stay out of the trail
        codes = {"was": says(answer), "became": str(typed)}
    audit.record(
        by=by,
        action="questionnaire.put_right",
        target=request,
        now=now,
        instrument=key,
        item=number,
        **codes,
    )
    new = given(question, typed)
    return keep_one(response, number, new, mode=answer.mode, at=answer.answered_at, by=by, now=now)


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
