"""Something sad has happened to one of her mums: she says it here, and a person writes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pim import clock
from pim.access.audit import acting
from referrals.actions import report_loss
from referrals.forms.losses import LossForm
from volunteers import queries
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried

THANKS = (
    "Thank you for telling us. We are so sorry. Nothing goes to her by itself any more, and your "
    "coordinator is in touch with her. Be there for her as before, if you can."
)


@for_volunteers
@GET_OR_POST
def something_sad(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    form = LossForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
        form,
        report_loss,
        referral=match.referral,
        kind=form.cleaned_data["kind"],
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, THANKS)
        return redirect("own-supervision")
    words = {"form": form, "match": match, "desk": queries.desk_of(request.user)}
    return render(request, "volunteers/own/something_sad.html", words)
