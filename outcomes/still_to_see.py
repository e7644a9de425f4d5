"""Whether an answer that this browser typed, changed since or not, still waits to be looked at:
then every last page says truly who looks, and when. Another browser learns nothing of it."""

from typing import Any

from django.http import HttpRequest

from outcomes import her_word, queries
from outcomes.actions.ending import LINK
from outcomes.models import QuestionnaireRequest, RiskEvent
from outcomes.read_back import TypedHere
from pim import clock
from pim.messages import links


def words_for(http: HttpRequest) -> dict[str, Any]:
    """For a page after her questions, sent in or left; empty where nothing waits."""
    asked = _asked_here(http)
    waiting = _waiting(http, asked) if asked else []
    if not waiting:
        return {}
    gravest = min(waiting, key=lambda event: (-event.grade, event.look_by))
    return {"waits": True, "looking": queries.looking_at(gravest, clock.now())}


def _asked_here(http: HttpRequest) -> QuestionnaireRequest | None:
    link = links.once_remembered(http, LINK)
    asked = queries.requests().filter(pk=link.object_id).first() if link else None
    return None if asked is None or her_word.is_asked(http, asked.referral) else asked


def _waiting(http: HttpRequest, asked: QuestionnaireRequest) -> list[RiskEvent]:
    typed, known = TypedHere(http, asked.pk), queries.answers_of(asked)
    found = [known.get(question.key) for question in queries.questions_of(asked)]
    mine = [one for place, one in enumerate(found, 1) if typed.has_worried(place)]
    events = [event for event in map(queries.risk_of, mine) if event]
    return [one for one in events if one.acknowledged_at is None and one.closed_at is None]
