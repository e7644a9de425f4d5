"""The groups she helps in, for as long as she does and they run. First names, and no more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from pim import clock
from pim.access.audit import acting
from volunteers import actions, queries
from volunteers.forms.groups import RegisterForm
from volunteers.views.own.door import GET_OR_POST, for_volunteers, tried


@for_volunteers
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    hers = queries.groups_she_helps_in(request.user)
    return render(request, "volunteers/own/groups.html", {"groups": hers})


@for_volunteers
@GET_OR_POST
def group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The register of a meeting: who came, how many guests, or that it fell through."""
    hers = get_object_or_404(queries.groups_she_helps_in(request.user), pk=pk)
    form = RegisterForm(request.POST if request.method == "POST" else None, record=hers)
    if form.is_valid() and tried(
        form,
        actions.record_meeting,
        group=hers,
        **form.cleaned_data,
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Saved. Thank you.")
        return redirect("own-groups")
    return render(request, "volunteers/own/group.html", {"form": form, "group": hers})
