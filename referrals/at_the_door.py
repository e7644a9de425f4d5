"""Whose browser this is, without an account: she who opened her page with her word, or, added by
upper apps, she who opened another link of ours.

    @at_the_door.by
    def by_questionnaire(request): return the referral, or None
"""

from collections.abc import Callable

from django.http import HttpRequest

from pim.messages import links
from referrals import queries, visits
from referrals.enums import Means
from referrals.models import Referral

Opener = Callable[[HttpRequest], Referral | None]

_openers: list[Opener] = []


def by(opener: Opener) -> Opener:
    _openers.append(opener)
    return opener


def who(request: HttpRequest) -> Referral | None:
    return on_her_page(request) or next(filter(None, (one(request) for one in _openers)), None)


def word_was_typed(request: HttpRequest, referral: Referral) -> bool:
    """Whether this browser gave her word, or opened a link and no more. Ask it of a browser that
    is let in: where she wants her word first, no other is."""
    here = on_her_page(request)
    is_inside = here is not None and here.parent_id == referral.parent_id
    return is_inside or queries.wishes_of(referral.parent).word_first


def means_of(request: HttpRequest, referral: Referral) -> Means:
    """How a decision comes that is made in this browser."""
    return Means.ON_SCREEN if word_was_typed(request, referral) else Means.BY_LINK


def on_her_page(request: HttpRequest) -> Referral | None:
    link = links.remembered(request, queries.HER_PAGE)
    referral = queries.whose_page(link)
    if referral is None or not visits.is_on(request, link, referral.parent):
        return None
    return referral
