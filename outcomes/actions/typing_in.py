"""What staff type for her, answer by answer, and how it is sent in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from outcomes import queries
from outcomes.actions.answering import Given, begin, finish_answered, keep_one, send_in
from outcomes.actions.setting_aside import take_in
from outcomes.definitions import Kind
from outcomes.enums import MissingReason, Mode, Present
from outcomes.models import Answer, QuestionnaireRequest, RiskEvent
from outcomes.queries import Question
from pim.access.audit import Actor

Typed = Mapping[tuple[str, int], str | MissingReason]
"""By instrument key and item number: an option code, her words, or why there is neither."""


@dataclass(frozen=True)
class How:
    """By which way she answered, beside whom, and when; who types it, and when."""

    mode: Mode
    present: Present | str
    at: datetime
    by: Actor
    now: datetime


def keep_typed(request: QuestionnaireRequest, answers: Typed, how: How) -> list[RiskEvent]:
    """What is new. What she answered on screen is hers, and stays."""
    kept = queries.answers_of(request)
    events = []
    for question in queries.questions_to_enter(request):
        typed, before = answers.get(name_of(question), ""), kept.get(question.key)
        is_hers = before is not None and before.mode == Mode.ONLINE
        if is_hers or not typed.strip() or (before and says(before) == str(typed)):
            continue
        events.append(_keep_one(request, question, given(question, typed), how))
    return [event for event in events if event]


def send_in_for_her(request: QuestionnaireRequest, how: How) -> list[RiskEvent]:
    """What nobody answered says so. Gives the events that nobody has looked at yet.

    What she was half-way through on screen, and what waits there until somebody would look, goes
    on waiting for her: the rest is finished, and the request stays open for it.
    """
    for response in queries.begun_besides(request):
        take_in(request, response)
    waits = queries.waits_for_her(request)
    _leave_open_ones_unanswered(request, how, waits)
    if waits:
        finish_answered(request, by=how.by, now=how.now, answered_at=how.at)
    else:
        send_in(request, by=how.by, now=how.now, answered_at=how.at)
    unseen = RiskEvent.objects.filter(response__request=request).unacknowledged()
    return list(unseen.order_by("grade", "raised_at", "pk"))


def _leave_open_ones_unanswered(
    request: QuestionnaireRequest, how: How, waits: Collection[UUID]
) -> None:
    for question in list(queries.unanswered(request)):
        if question.instrument.pk not in waits:
            _keep_one(request, question, Given("", "", MissingReason.NOT_ANSWERED), how)


def _keep_one(
    request: QuestionnaireRequest, question: Question, given: Given, how: How
) -> RiskEvent | None:
    response = begin(request, question.instrument, how.mode, how.by, how.at, present=how.present)
    number = question.item.number
    return keep_one(response, number, given, mode=how.mode, at=how.at, by=how.by, now=how.now)


def given(question: Question, typed: str | MissingReason) -> Given:
    if isinstance(typed, MissingReason):
        return Given("", "", typed)
    return Given(typed, "", "") if question.item.kind == Kind.CHOICE else Given("", typed, "")


def says(answer: Answer) -> str:
    """As a form would send it."""
    return answer.option.code if answer.option else answer.words or answer.missing


def name_of(question: Question) -> tuple[str, int]:
    return question.instrument.key, question.item.number
