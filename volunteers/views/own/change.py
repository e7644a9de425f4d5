"""She would rather that somebody else were there for this mum. No reason is asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pim import clock
from pim.access.audit import acting
from volunteers import actions
from volunteers.enums import SaidBy
from volunteers.forms.support import OwnChangeForm
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried


@for_volunteers
@GET_OR_POST
def someone_else(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    form = OwnChangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
        form,
        actions.ask_for_someone_else,
        match=match,
        asked_by=SaidBy.VOLUNTEER,
        **form.cleaned_data,
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Thank you for telling us. We look for someone else for her.")
        return redirect("staff-home")
    return render(request, "volunteers/own/someone_else.html", {"form": form, "match": match})
