"""Links that open one thing without an account.

A token is an HMAC over purpose, object and message: it can be made again when a message is
retried, and only its SHA-256 rests in the database. Opening a link changes nothing: it sets a
two-hour cookie and redirects to an address without the token, so mail scanners are harmless.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from pim import clock, retention
from pim.access import reach
from pim.models import LinkToken, Message, Site

LENGTH = 22  # characters of base64: 132 bits
COOKIE_LASTS = timedelta(hours=2)


def make(
    *, purpose: str, object_id: UUID, expires_at: datetime, message: Message | None = None
) -> str:
    """The token for this purpose, object and message; the same one every time it is asked for."""
    material = f"{purpose}:{object_id}:{message.pk if message else ''}"
    mac = hmac.new(salted_hmac("links", "key").digest(), material.encode(), hashlib.sha256)
    token = urlsafe_b64encode(mac.digest()).decode()[:LENGTH]
    link = LinkToken(
        digest=_digest(token),
        purpose=purpose,
        object_id=object_id,
        message=message,
        expires_at=expires_at,
    )
    LinkToken.objects.bulk_create([link], ignore_conflicts=True)  # made again, it is the same row
    return token


def follow(token: str, purpose: str) -> LinkToken | None:
    """The live link behind a token; None for one that is wrong, expired, closed or foreign."""
    return _let_in(_live(purpose).filter(digest=_digest(token)).first())


def issued(token: str, purpose: str) -> LinkToken | None:
    """The link a token was once made for, live or not. Opens nothing: for sending a new one."""
    return _let_in(LinkToken.objects.filter(purpose=purpose, digest=_digest(token)).first())


def close(*, purpose: str, object_id: UUID, now: datetime) -> None:
    """All links to this object are dead from now on."""
    LinkToken.objects.filter(purpose=purpose, object_id=object_id, closed_at__isnull=True).update(
        closed_at=now
    )


def delete_old(*, now: datetime) -> int:
    """Those that have been dead so long that nobody asks for a new one with them."""
    dead_since = retention.over_on("links", clock.day_of(now))
    return LinkToken.objects.filter(expires_at__date__lte=dead_since).delete()[0]


def extend(*, purpose: str, object_id: UUID, expires_at: datetime) -> None:
    """There is more time: the links she has been sent live as long."""
    sent = LinkToken.objects.filter(purpose=purpose, object_id=object_id)
    sent.filter(expires_at__lt=expires_at).update(expires_at=expires_at)


def open_again(*, purpose: str, object_id: UUID, closed_at: datetime) -> None:
    """What was closed at this moment was closed by mistake."""
    closed = LinkToken.objects.filter(purpose=purpose, object_id=object_id, closed_at=closed_at)
    closed.update(closed_at=None)


def remember(response: HttpResponse, link: LinkToken) -> HttpResponse:
    """Let this browser in for two hours."""
    response.set_signed_cookie(
        _cookie(link.purpose),
        link.digest,
        salt=link.purpose,
        max_age=COOKIE_LASTS,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def remembered(request: HttpRequest, purpose: str) -> LinkToken | None:
    """The live link this browser opened in the last two hours."""
    return _let_in(_live(purpose).filter(digest=_digest_kept(request, purpose)).first())


def once_remembered(request: HttpRequest, purpose: str) -> LinkToken | None:
    """The same, live or not. Opens nothing: for telling her that what she sent has arrived."""
    digest = _digest_kept(request, purpose)
    return _let_in(LinkToken.objects.filter(purpose=purpose, digest=digest).first())


def dead(request: HttpRequest, template: str, **words: Any) -> HttpResponse:
    """One page for a link that is wrong, expired, used, somebody else's, or none at all.

    The numbers to ring are those of all our desks: which of them is hers it does not say.
    """
    words["desks"] = Site.objects.desks_on(clock.today())
    return render(request, template, words, status=404)


def forget(response: HttpResponse, purpose: str) -> HttpResponse:
    response.delete_cookie(_cookie(purpose))
    return response


def forget_all(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """This browser is let in nowhere any more, whatever links were opened in it."""
    for name in request.COOKIES:
        if name.startswith(_cookie("")):
            response.delete_cookie(name)
    return response


def _digest_kept(request: HttpRequest, purpose: str) -> str:
    name = _cookie(purpose)
    return request.get_signed_cookie(name, default="", salt=purpose, max_age=COOKIE_LASTS)


def _live(purpose: str):
    return LinkToken.objects.filter(
        purpose=purpose, closed_at__isnull=True, expires_at__gt=clock.now()
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _let_in(link: LinkToken | None) -> LinkToken | None:
    """Whoever holds it is shown what it leads to by the database as well."""
    if link:
        reach.let_in_by_link(link.purpose, link.object_id)
    return link


def _cookie(purpose: str) -> str:
    return f"open-{purpose}"
