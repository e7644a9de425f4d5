"""Someone would like to help, and first asks us to ring or write."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from pim import clock
from pim.access.audit import VISITOR
from volunteers import actions
from volunteers.forms.public import EnquiryForm


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What it is, what it takes, and two ways on."""
    return render(request, "volunteers/welcome.html")


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest) -> HttpResponse:
    form = EnquiryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.enquire(**form.enquiry, by=VISITOR, now=clock.now())
        return redirect("volunteer-enquiry-sent")
    return render(request, "volunteers/ask.html", {"form": form})


@require_safe
def enquiry_sent(request: HttpRequest) -> HttpResponse:
    """The same for everyone, whether we knew her address or not."""
    return render(request, "volunteers/ask_sent.html")
