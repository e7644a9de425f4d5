"""The baby of one of her mums is here: she says it from her phone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pim import clock
from pim.access.audit import acting
from referrals.actions import baby_is_here
from referrals.forms.births import BornForm
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried


@for_volunteers
@GET_OR_POST
def born(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    form = BornForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
        form,
        baby_is_here,
        referral=match.referral,
        born_on=form.cleaned_data["born_on"],
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Thank you. The birthday is noted.")
        return redirect("own-mum", match.pk)
    return render(request, "volunteers/own/born.html", {"form": form, "match": match})
