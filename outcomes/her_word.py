"""Where she wants it, her secret word comes before her questions: once in this browser, and then
for two hours.

The cookie names the word by the moment it was set, so a new word or a lock ends it. It is
forgotten with her links when she exits.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pim.messages.links import COOKIE_LASTS
from referrals.at_the_door import on_her_page
from referrals.models import Parent, Referral
from referrals.queries import secret_word_of, secret_word_state, wishes_of

COOKIE = "open-word"


def is_asked(http: HttpRequest, referral: Referral) -> bool:
    """Whether this browser must give her word before it is shown anything."""
    if not wishes_of(referral.parent).word_first or _was_given(http, referral.parent):
        return False
    here = on_her_page(http)  # behind the same word
    return here is None or here.parent_id != referral.parent_id


def remember(response: HttpResponse, parent: Parent) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        _which(parent),
        salt=COOKIE,
        max_age=COOKIE_LASTS,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE)
    return response


def _was_given(http: HttpRequest, parent: Parent) -> bool:
    given = http.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_LASTS)
    return secret_word_state(parent) == "open" and given == _which(parent)


def _which(parent: Parent) -> str:
    """Not the word: whose it is and when it was set."""
    word = secret_word_of(parent)
    return f"{parent.pk}:{word.set_at.isoformat()}" if word else ""
