"""Someone would like to help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from pim import clock
from pim.access.audit import VISITOR
from volunteers import actions
from volunteers.forms.public import EnquiryForm


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest) -> HttpResponse:
    form = EnquiryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.enquire(**form.enquiry, by=VISITOR, now=clock.now())
        return redirect("volunteer-enquiry-sent")
    return render(request, "volunteers/enquiry.html", {"form": form})


@require_safe
def enquiry_sent(request: HttpRequest) -> HttpResponse:
    """The same for everyone, whether we knew her address or not."""
    return render(request, "volunteers/enquiry_sent.html")
