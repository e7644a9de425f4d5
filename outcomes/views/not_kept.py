"""The database is away for a moment: what she chose stays on the page, and goes with one press."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import loader

from outcomes.definitions import Kind
from outcomes.queries import Question
from pim import context

AWAY = (OperationalError, InterfaceError)


def try_again(http: HttpRequest, question: Question | None) -> HttpResponse:
    """Without session or database behind it; ``question``, if it was read before."""
    answer = http.POST.get("answer", "")
    option = question.item.option(answer) if question else None
    words = {
        "answer": answer,
        "chosen": option.label if option else "",
        "is_words": is_words(answer, question),
        "csrf_token": get_token(http),
    }
    template = "outcomes/questionnaire/try_again.html"
    return HttpResponse(loader.render_to_string(template, context.standing() | words), status=503)


def is_words(answer: str, question: Question | None) -> bool:
    """No code of an option has a space in it."""
    return question.item.kind == Kind.TEXT if question else " " in answer
