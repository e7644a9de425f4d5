"""How it was for her, when support ends or has ended. The mum never reads it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from pim import clock
from pim.access.audit import acting
from volunteers import actions, queries
from volunteers.enums import Side
from volunteers.forms.support import FeedbackForm
from volunteers.views.own.door import GET_OR_POST, for_volunteers, tried


@for_volunteers
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/own/feedback.html", {"matches": _hers(request)})


@for_volunteers
@GET_OR_POST
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = get_object_or_404(_hers(request), pk=pk)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
        form,
        actions.give_feedback,
        match=match,
        side=Side.VOLUNTEER,
        **form.cleaned_data,
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Thank you for telling us.")
        return redirect("own-feedback")
    return render(request, "volunteers/own/feedback_give.html", {"form": form, "match": match})


def _hers(request: HttpRequest):
    return queries.matches_to_look_back_on(request.user, now=clock.now())
