"""She is asked about a mum, and says yes or no."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from volunteers import actions
from volunteers.fitting_words import fits_her
from volunteers.forms.own import DeclineForm
from volunteers.views.own.door import GET_OR_POST, for_volunteers, practical, proposal_of, tried


@for_volunteers
@require_safe
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What she needs to decide. No name and no contact: those come when both have agreed."""
    match = proposal_of(request, pk)
    words = practical(match) | {"reasons": fits_her(match.reasons)}
    return render(request, "volunteers/own/proposal.html", words)


@for_volunteers
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """By a button alone. Whose proposal it is not finds no page, however she asks for it."""
    match = proposal_of(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        actions.volunteer_agrees(match=match, by=acting(request.user), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Thank you. We ask her now, and you hear from us here.")
    return redirect("staff-home")


@for_volunteers
@GET_OR_POST
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = proposal_of(request, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
        form,
        actions.volunteer_knows_her if form.knows_her else actions.volunteer_declines,
        match=match,
        safety_reason=form.cleaned_data["safety_reason"],
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Thanks for telling us. That’s fine. You don’t need to say why.")
        return redirect("staff-home")
    return render(request, "volunteers/own/decline.html", {"form": form, "match": match})
