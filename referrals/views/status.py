"""Where it stands, for whoever referred her. No account; opening a link changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from pim import clock
from pim.access.audit import REFERRER
from pim.messages import links
from referrals import actions, queries
from referrals.actions import STATUS_LINK
from referrals.models import Referral

PAGES = "referrals/status"


def dead_link(request: HttpRequest) -> HttpResponse:
    return links.dead(request, f"{PAGES}/dead_link.html")


def unreferred(response: HttpResponse) -> HttpResponse:
    """Where no form follows, not even our own pages learn the address."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


class StatusLink(View):
    """The address in our e-mail. Mail scanners may open it as often as they like."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = links.follow(token, STATUS_LINK)
        if link is None or queries.referral_of_referrer(link.object_id) is None:
            return dead_link(request)
        return unreferred(links.remember(redirect("referral-status"), link))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask for a new link: the answer is the same whether or not one is sent."""
        actions.send_new_status_link(token=token, now=clock.now())
        return redirect("referral-status-new-link")


class Status(View):
    """Four words and a day, for the browser that opened the link in the last two hours."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        referral = self.referral()
        return self.show(referral) if referral else dead_link(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """“This is my work address”, or, on the page of dead links, “ask for a new link”."""
        referral = self.referral()
        if "new-link" in request.POST:
            return redirect("referral-status-new-link")
        if referral is None:
            return dead_link(request)
        actions.confirm_own_address(referral=referral, by=REFERRER, now=clock.now())
        return redirect("referral-status")

    def referral(self) -> Referral | None:
        link = links.remembered(self.request, STATUS_LINK)
        return queries.referral_of_referrer(link.object_id) if link else None

    def show(self, referral: Referral) -> HttpResponse:
        is_confirmed = referral.referrer.address_confirmed_at is not None
        words: dict[str, Any] = {
            "reference": referral.reference,
            "received_at": referral.asked_at,
            "seen": queries.seen_by_referrer(referral),
            "desk": queries.desk(referral),
            "is_confirmed": is_confirmed,
        }
        page = render(self.request, f"{PAGES}/status.html", words)
        return unreferred(page) if is_confirmed else page


class NewLink(View):
    """What everybody reads who asked for a new link."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return unreferred(render(request, f"{PAGES}/new_link.html"))
