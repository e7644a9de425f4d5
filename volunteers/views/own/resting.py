"""A break from being asked. Her mums stay hers, and one tap brings her back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from volunteers import actions, queries
from volunteers.enums import VolunteerStatus
from volunteers.forms.resting import PauseForm, PauseWithoutMums
from volunteers.models import Volunteer
from volunteers.views.own.door import GET_OR_POST, for_volunteers, tried, volunteer_of


@for_volunteers
@GET_OR_POST
def pause(request: HttpRequest) -> HttpResponse:
    her = volunteer_of(request)
    has_mums = queries.matches_of(request.user).active().exists()
    asks = PauseForm if has_mums else PauseWithoutMums
    form = asks(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
        form,
        actions.take_break,
        volunteer=her,
        **form.asked(),
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Rest well. We ask you about nobody new until you are back.")
        return redirect("staff-home")
    words = {"form": form, "her": her, "desk": her.site} | standing(her)
    return render(request, "volunteers/own/pause.html", words)


@for_volunteers
@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    try:
        actions.come_back(volunteer=volunteer_of(request), by=acting(request.user), now=clock.now())
    except DomainError:
        messages.error(request, "Nice that you are back. Please ring us first: a check is due.")
    else:
        messages.success(request, "Nice that you are back. We may ask you about a mum again.")
    return redirect("staff-home")


def standing(her: Volunteer | None) -> dict:
    rests = her is not None and her.status == VolunteerStatus.ON_BREAK
    can_rest = her is not None and her.status == VolunteerStatus.AVAILABLE
    return {"rests": rests, "can_rest": can_rest, "back_on": her.back_on if rests else None}
