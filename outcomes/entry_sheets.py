"""What a person types from: the questions of one form in printed order, and what is there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from outcomes import queries
from outcomes.enums import MissingReason, Mode
from outcomes.models import Answer, Instrument, QuestionnaireRequest, Response
from outcomes.queries import Question
from pim import clock
from referrals.models import Referral

WHY_NOT = {"rather-not": MissingReason.RATHER_NOT, "unreadable": MissingReason.INVALID}
"""What may be chosen in place of an answer. No word of a questionnaire is among them."""
TYPED_WHY_NOT = {reason: typed for typed, reason in WHY_NOT.items()}


@dataclass(frozen=True)
class Sheet:
    """``hers``: the names of questions she answered herself on screen, which nobody types over.

    ``extra``: instruments which the wave names and could not ask on screen.
    """

    referral: Referral
    request: QuestionnaireRequest | None
    questions: list[Question]
    hers: Collection[str] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    extra: Collection[Instrument] = ()
    begun: Response | None = None

    @property
    def open_questions(self) -> list[Question]:
        return [one for one in self.questions if name_of(one) not in self.hers]

    @property
    def answered_on(self) -> date | None:
        """The day given before."""
        begun = self.begun
        return clock.day_of(begun.completed_at or begun.started_at) if begun else None


def of_request(request: QuestionnaireRequest) -> Sheet:
    instruments = queries.instruments_to_enter(request)
    asked = {one.pk for one in queries.instruments_of(request)}
    return _sheet(
        request.referral,
        request,
        instruments,
        extra=[one for one in instruments if one.pk not in asked],
    )


def besides(referral: Referral, instrument: Instrument) -> Sheet:
    """One for which no wave asks; what was half typed before is there again."""
    request = queries.half_typed(referral, instrument)
    return _sheet(referral, request, [instrument])


def to_put_right(request: QuestionnaireRequest) -> Sheet:
    """Only what staff typed."""
    every = _sheet(request.referral, request, queries.instruments_of(request))
    typed = [one for one in every.open_questions if name_of(one) in every.typed]
    return Sheet(request.referral, request, typed, typed=every.typed, begun=every.begun)


def _sheet(
    referral: Referral,
    request: QuestionnaireRequest | None,
    instruments: Iterable[Instrument],
    extra: Collection[Instrument] = (),
) -> Sheet:
    questions = queries.questions_in(instruments)
    known = queries.answers_of(request) if request else {}
    named = {name_of(one): known[one.key] for one in questions if one.key in known}
    return Sheet(
        referral,
        request,
        questions,
        hers={name for name, answer in named.items() if answer.mode == Mode.ONLINE},
        typed={name: typed_before(a) for name, a in named.items() if a.mode != Mode.ONLINE},
        extra=extra,
        begun=queries.begun_by_staff(request) if request else None,
    )


def typed_before(answer: Answer) -> str:
    """As the field would hold it."""
    if answer.option:
        return answer.option.code
    return answer.words or TYPED_WHY_NOT.get(MissingReason(answer.missing), "")


def name_of(question: Question) -> str:
    return f"{question.instrument.key}_{question.item.number}"


def shows_words(instrument: Instrument, now: datetime) -> bool:
    """Whether we may put its wording on a screen; if not, only numbers are there to choose."""
    return queries.definition(instrument).may_be_used_on(clock.day_of(now))
