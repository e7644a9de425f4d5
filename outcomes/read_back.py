"""Which answers this browser typed itself: only those are ever shown back.

Whoever else opens her link, on her phone's other browser or from her mail, sees empty questions.
A signed cookie of two hours notes each place with the moment it was saved; an answer changed
since, elsewhere, no longer fits its moment. It is forgotten with her links when she exits.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from outcomes.models import Answer
from pim.messages.links import COOKIE_LASTS

COOKIE = "open-typed"


class TypedHere:
    """The answers to one request that came from this browser."""

    def __init__(self, http: HttpRequest, request_id: UUID) -> None:
        self._request = str(request_id)
        self._moments, self._unread = _read(http).get(self._request, ({}, []))

    def is_mine(self, place: int, answer: Answer | None) -> bool:
        """Whether the answer now kept for this place was typed in this browser."""
        return answer is not None and self._moments.get(str(place)) == _moment(answer.answered_at)

    @property
    def unread(self) -> list[int]:
        """The places of answers about which something is still to be said to her here."""
        return list(self._unread)

    def note(self, place: int, saved_at: datetime, *, is_read: bool = True) -> None:
        self._moments[str(place)] = _moment(saved_at)
        self._unread = [one for one in self._unread if one != place] + [place] * (not is_read)

    def carry_on(self) -> None:
        """She has read what was said."""
        self._unread = []

    def remember(self, response: HttpResponse) -> HttpResponse:
        response.set_cookie(
            COOKIE,
            signing.dumps(
                {self._request: (self._moments, self._unread)}, salt=COOKIE, compress=True
            ),
            max_age=COOKIE_LASTS,
            httponly=True,
            secure=settings.HTTPS,
            samesite="Lax",
        )
        return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE)
    return response


def _read(http: HttpRequest) -> dict[str, tuple[dict[str, float], list[int]]]:
    try:
        return signing.loads(http.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_LASTS)
    except signing.BadSignature:
        return {}


def _moment(moment: datetime) -> float:
    return round(moment.timestamp(), 3)
