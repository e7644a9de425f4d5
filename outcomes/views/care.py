"""After an answer that worries us: help first, and truly who will look, and when.

Where she changes that answer it is said once more: somebody looks all the same.

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
            is_changed=not queries.still_worries(event),
            **context,
        )

    def event_of(self, place: int, typed: TypedHere) -> RiskEvent | None:
        """Of what was typed in this browser, though she may have changed it since."""
        question = queries.questions_of(self.asked)[place - 1]
        answer = queries.answers_of(self.asked).get(question.key)
        return queries.risk_of(answer) if typed.has_worried(place) else None

    def carry_on(self) -> HttpResponse:
        typed = TypedHere(self.request, self.asked.pk)
        typed.carry_on()
        return typed.remember(redirect(self.request.path))
