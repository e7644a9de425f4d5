"""“Exit this page”: nothing of hers stays open in this browser, and she is gone.

It takes her away whatever else happens. It only ever takes off this browser what this browser
sent, so that nobody can press it for her from another site.
"""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from pim.context import EXIT_URL
from pim.messages import links
from referrals import visits
from referrals.drafts import DraftStore, journeys

log = logging.getLogger(__name__)
FROM_ELSEWHERE = ("cross-site", "same-site")


@method_decorator(csrf_exempt, name="dispatch")  # a page kept open long has no live token
class WayOut(View):
    """A link, so that it works without script; the script POSTs it and does not wait."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.out(request, redirect(EXIT_URL))

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.out(request, HttpResponse(status=204))

    def out(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers["Referrer-Policy"] = "no-referrer"
        if is_hers(request):
            close_everything(request, response)
        return response


def is_hers(request: HttpRequest) -> bool:
    """Pressed on a page of ours: not a link elsewhere, and not a browser fetching ahead."""
    came = request.headers.get("Sec-Fetch-Site", "")
    return came not in FROM_ELSEWHERE and "Sec-Purpose" not in request.headers


def close_everything(request: HttpRequest, response: HttpResponse) -> None:
    """Forms, her own page, our questions. What a link of hers opened opens by it again."""
    links.forget_all(request, response)
    for journey in journeys():
        DraftStore.take_off(response, journey)
    try:
        visits.end(request)
        for journey in journeys():
            DraftStore(request, journey, "").clear()
    except DatabaseError as error:  # the cookies are gone, and she must get away
        log.warning("way out without the database: %s", type(error).__name__)
