"""Four questions to somebody who knows her. Opening the link changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.decorators.http import require_safe

from pim import clock
from pim.access.audit import VISITOR
from pim.messages import links
from volunteers import actions, queries
from volunteers.actions import REFERENCE_LINK
from volunteers.forms.references import ReferenceForm
from volunteers.views.own.door import tried

PAGES = "volunteers/reference"
OPEN_IT_AGAIN = (
    "To keep things private, this page closes after two hours. What you wrote is still here, and "
    "not sent yet. Open the link in our e-mail again, in this browser. Then come back to this "
    "page and press “Send”."
)


def dead_link(request: HttpRequest, *, may_ask: bool = False) -> HttpResponse:
    """Only where the link itself is at hand can a new one be asked for, so only there is it
    offered."""
    return links.dead(request, f"{PAGES}/dead_link.html", may_ask=may_ask)


class AnswerLink(View):
    """The address in our e-mail. Mail scanners may open it as often as they like."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = links.follow(token, REFERENCE_LINK)
        if queries.open_reference(link) is None:
            return dead_link(request, may_ask=True)
        response = links.remember(redirect("reference"), link)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask for a new link: the answer is the same whether or not one is sent."""
        actions.send_new_reference_link(token=token, now=clock.now())
        return redirect("reference-new-link")


class Answer(View):
    """The questions, for the browser that opened the link in the last two hours."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.reference = queries.open_reference(links.remembered(request, REFERENCE_LINK))
        if self.reference is None:
            return self.not_open(request)
        return super().dispatch(request, *args, **kwargs)

    def not_open(self, request: HttpRequest) -> HttpResponse:
        """Whoever presses twice has sent it. Nobody loses what she wrote for being slow. For
        everybody else the link is dead."""
        link = links.once_remembered(request, REFERENCE_LINK)
        if request.method == "POST" and queries.has_just_answered(link, now=clock.now()):
            return redirect("reference-thanks")
        form = ReferenceForm(request.POST)
        if form.says_something and (link is None or queries.open_reference(link)):
            form.add_error(None, OPEN_IT_AGAIN)
            return render(request, f"{PAGES}/closed.html", {"form": form}, status=404)
        return dead_link(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ReferenceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReferenceForm(request.POST)
        if form.is_valid() and self.answered(form):
            return redirect("reference-thanks")
        self.reference.refresh_from_db()
        return self.show(form) if self.reference.answered_at is None else self.not_open(request)

    def answered(self, form: ReferenceForm) -> bool:
        about = {"reference": self.reference, "by": VISITOR, "now": clock.now()}
        return tried(form, actions.answer_reference, **form.said, **about)

    def show(self, form: ReferenceForm) -> HttpResponse:
        her = self.reference.volunteer
        return render(self.request, f"{PAGES}/answer.html", {"form": form, "her": her})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, f"{PAGES}/thanks.html")


@require_safe
def new_link(request: HttpRequest) -> HttpResponse:
    """What everybody reads who asked for a new link."""
    return render(request, f"{PAGES}/new_link.html")
