"""One visit to her own page: this browser, this link, this word, a quarter of an hour at rest.

It is kept in the session on the server, so that a copied cookie is worth nothing once she left.
Nothing about her stands in it.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from pim import clock
from pim.models import LinkToken
from referrals import queries
from referrals.models import Parent

KEY = "her-page"
IDLE = timedelta(minutes=15)


def begin(request: HttpRequest, link: LinkToken, parent: Parent) -> None:
    """She typed the right word."""
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(int(IDLE.total_seconds()))
    request.session[KEY] = {"link": link.digest, "word": _word(parent), "seen_at": _now()}


def is_on(request: HttpRequest, link: LinkToken, parent: Parent) -> bool:
    """Whether this browser is let in; a new word, a lock or another link ends the visit."""
    visit = request.session.get(KEY)
    if not visit or visit["link"] != link.digest or visit["word"] != _word(parent):
        return False
    if clock.wall() - datetime.fromisoformat(visit["seen_at"]) > IDLE:
        end(request)
        return False
    request.session[KEY] = visit | {"seen_at": _now()}
    return True


def end(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _word(parent: Parent) -> str:
    """Which word was typed, not the word: each new one is set at another moment."""
    word = queries.secret_word_of(parent)
    if word is None or word.wrong_tries >= queries.TRIES:
        return ""
    return word.set_at.isoformat()


def _now() -> str:
    return clock.wall().isoformat()
