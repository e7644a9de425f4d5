"""Someone would like to help, and first asks us to ring or write."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from pim import clock
from pim.access.audit import VISITOR
from pim.access.networks import network_of
from volunteers import actions
from volunteers.forms.public import EnquiryForm
from volunteers.views.own.door import tried


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What it is, what it takes, and two ways on."""
    return render(request, "volunteers/welcome.html")


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest) -> HttpResponse:
    form = EnquiryForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _was_sent(form, request):
        return redirect("volunteer-enquiry-sent")
    return render(request, "volunteers/ask.html", {"form": form})


def _was_sent(form: EnquiryForm, request: HttpRequest) -> bool:
    about = {"network": network_of(request), "by": VISITOR, "now": clock.now()}
    return tried(form, actions.send_enquiry, **form.enquiry, **about)


@require_safe
def enquiry_sent(request: HttpRequest) -> HttpResponse:
    """The same for everyone, whether we knew her address or not."""
    return render(request, "volunteers/ask_sent.html")
