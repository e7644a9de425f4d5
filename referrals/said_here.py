"""What happened to her is shown again only where she said it: in this browser, or after her word.

Whoever opened her link before, in another browser, learns nothing of it. The signed cookie lasts
as long as a link in a browser, and is forgotten with her links when she exits.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pim.messages.links import COOKIE_LASTS
from referrals import queries
from referrals.models import Loss, Referral

COOKIE = "open-changed"


def remember(response: HttpResponse, loss: Loss) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        str(loss.pk),
        salt=COOKIE,
        max_age=COOKIE_LASTS,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def was_said(request: HttpRequest, referral: Referral) -> bool:
    """Whether the loss that stands for her was said in this browser."""
    loss = queries.loss_of(referral)
    said = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_LASTS)
    return loss is not None and said == str(loss.pk)
