"""What staff typed of a form that ended before it was finished: kept, and never scored."""

from outcomes import queries
from outcomes.definitions import Item
from outcomes.enums import Mode, RequestStatus, ResponseStatus
from outcomes.models import Answer, Instrument, QuestionnaireRequest
from pim import clock
from pim.admin.panels import Panel, Table

ENDED_BEFORE = (RequestStatus.STOPPED, RequestStatus.EXPIRED)


def kept_unfinished(request: QuestionnaireRequest) -> list[Panel]:
    """Only what staff typed: what she answered on screen is hers, and is not shown."""
    if request.status not in ENDED_BEFORE:
        return []
    known = queries.answers_of(request)
    rows = [
        _row(one, known[one.key])
        for one in queries.questions_in(_instruments(request))
        if one.key in known and _typed_and_unfinished(known[one.key])
    ]
    heads = ["Question", "Her answer", "How"]
    return [Table("Typed in and kept, not finished", heads, rows)] if rows else []


def _instruments(request: QuestionnaireRequest) -> list[Instrument]:
    besides = [one.instrument for one in queries.begun_besides(request)]
    return [*queries.instruments_of(request), *besides]


def _typed_and_unfinished(answer: Answer) -> bool:
    by_staff = answer.mode != Mode.ONLINE
    return by_staff and answer.response.status == ResponseStatus.IN_PROGRESS


def _row(question: queries.Question, answer: Answer) -> tuple:
    found = queries.definition(question.instrument)
    asked = f"{found.name}, question {question.item.number}"
    with_words = found.may_be_used_on(clock.today())
    words = f"{asked}: {question.item.text}" if with_words else asked
    return words, _says(question.item, answer, with_words), answer.get_mode_display()


def _says(item: Item, answer: Answer, with_words: bool) -> str:
    if answer.option is None:
        return answer.words or answer.get_missing_display()
    option = item.option(answer.option.code)
    return option.label if with_words else f"An answer scored {option.score}"
