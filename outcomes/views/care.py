"""After an answer that worries us: help first, and truly who will look, and when.

It stands in place of the page that comes next, under its address and its title: the history of
her browser is the same whatever she answered.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from outcomes import queries
from outcomes.models import RiskEvent
from outcomes.read_back import TypedHere
from outcomes.views.asked import PAGES, RequestPage
from pim import clock


class CareFirst(RequestPage):
    """A page that waits until she has carried on from what is said about an answer of hers."""

    def care_in_place_of(self, page: str, *, but: int = 0, **context: Any) -> HttpResponse | None:
        """None where there is nothing to say; ``but``: she may go back to that very question."""
        typed = TypedHere(self.request, self.asked.pk)
        events = [self.event_of(place, typed) for place in typed.unread if place != but]
        event = next(filter(None, events), None)
        if event is None:
            return None
        return self.show(
            "care",
            in_place_of=f"{PAGES}/{page}.html",
            looking=queries.looking_at(event, clock.now()),
            is_seen=event.acknowledged_at is not None,
            **context,
        )

    def event_of(self, place: int, typed: TypedHere) -> RiskEvent | None:
        """Of the answer that stands, and was typed in this browser."""
        question = queries.questions_of(self.asked)[place - 1]
        answer = queries.answers_of(self.asked).get(question.key)
        return queries.risk_of(answer) if typed.is_mine(place, answer) else None

    def carry_on(self) -> HttpResponse:
        typed = TypedHere(self.request, self.asked.pk)
        typed.carry_on()
        return typed.remember(redirect(self.request.path))
