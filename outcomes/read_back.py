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
Kept = tuple[dict[str, float], list[int], list[int]]


class TypedHere:
    """The answers to one request that came from this browser."""

    def __init__(self, http: HttpRequest, request_id: UUID) -> None:
        self._request = str(request_id)
        kept = _read(http).get(self._request, ({}, [], []))
        self._moments, self._unread, self._worrying = kept

    def is_mine(self, place: int, answer: Answer | None) -> bool:
        """Whether the answer now kept for this place was typed in this browser."""
        return answer is not None and self._moments.get(str(place)) == _moment(answer.answered_at)

    @property
    def unread(self) -> list[int]:
        """The places of answers about which something is still to be said to her here."""
        return list(self._unread)

    def has_worried(self, place: int) -> bool:
        """Whether an answer that worries us was typed here, though it may be changed by now."""
        return place in self._worrying

    def note(self, place: int, saved_at: datetime, *, worries: bool = False) -> None:
        """Once it has worried us, something is to be said of any change to it too."""
        self._moments[str(place)] = _moment(saved_at)
        if worries and place not in self._worrying:
            self._worrying.append(place)
        still = [place] if place in self._worrying else []
        self._unread = [one for one in self._unread if one != place] + still

    def carry_on(self) -> None:
        """She has read what was said."""
        self._unread = []

    def remember(self, response: HttpResponse) -> HttpResponse:
        response.set_cookie(
            COOKIE,
            signing.dumps({self._request: self._kept()}, salt=COOKIE, compress=True),
            max_age=COOKIE_LASTS,
            httponly=True,
            secure=settings.HTTPS,
            samesite="Lax",
        )
        return response

    def _kept(self) -> Kept:
        return self._moments, self._unread, self._worrying


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE)
    return response


def _read(http: HttpRequest) -> dict[str, Kept]:
    try:
        return signing.loads(http.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_LASTS)
    except signing.BadSignature:
        return {}


def _moment(moment: datetime) -> float:
    return round(moment.timestamp(), 3)
