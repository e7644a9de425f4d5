"""What all her questionnaire pages share: the link she opened, and that it still stands.

Opening a link changes nothing; only a POST does. Every page but the fixed ones needs the cookie
that a link sets, and a request she may still answer; else it is the one page that all dead
links show.
"""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from outcomes import actions, her_word, queries, read_back, until_words
from outcomes.actions.ending import LINK
from outcomes.models import QuestionnaireRequest
from pim import clock
from pim.messages import links

PAGES = "outcomes/questionnaire"
NEW_LINK_TAKES = 0.05  # seconds: longer than the work, so that the time tells nothing


def dead_link(http: HttpRequest) -> HttpResponse:
    return links.dead(http, f"{PAGES}/dead_link.html")


class LinkView(View):
    """The address in her message. Mail scanners may open it as often as they like."""

    def get(self, http: HttpRequest, token: str) -> HttpResponse:
        link = links.follow(token, LINK)
        if link is None or queries.open_request(link.object_id, clock.now()) is None:
            return dead_link(http)
        return links.remember(redirect("questionnaire"), link)

    def post(self, http: HttpRequest, token: str) -> HttpResponse:
        """Ask for a new link: the answer is the same whether or not one is sent, and as fast."""
        answers_at = time.monotonic() + NEW_LINK_TAKES
        actions.send_new_link(token=token, now=clock.now())
        time.sleep(max(0, answers_at - time.monotonic()))
        return redirect("questionnaire-new-link")


class RequestPage(View):
    """A page about the request whose link this browser opened."""

    http_method_names = ["get", "head", "post"]
    asked: QuestionnaireRequest

    def dispatch(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = links.remembered(http, LINK)
        found = queries.open_request(link.object_id, clock.now()) if link else None
        if found is None:
            return (
                redirect("questionnaire-new-link") if "new-link" in http.POST else dead_link(http)
            )
        self.asked = found
        if her_word.is_asked(http, found.referral):
            return self.at_the_door()
        return super().dispatch(http, *args, **kwargs)

    def at_the_door(self) -> HttpResponse:
        """Her word is asked for on the first page."""
        return redirect("questionnaire")

    def next_address(self) -> str:
        """The first question she may answer now, or the page to send them in."""
        waiting = next(iter(queries.open_on_screen(self.asked)), None)
        return address_of(waiting.place) if waiting else reverse("questionnaire-send")

    def show(self, template: str, **context: Any) -> HttpResponse:
        common = {
            "asked": self.asked,
            "site": self.asked.referral.site,
            "until": until_words.until(self.asked),
            "is_early": until_words.is_early(self.asked),
        }
        return render(self.request, f"{PAGES}/{template}.html", common | context)


def address_of(place: int) -> str:
    return reverse("questionnaire-question", args=[place])


def forget_all(response: HttpResponse) -> HttpResponse:
    return her_word.forget(read_back.forget(links.forget(response, LINK)))
