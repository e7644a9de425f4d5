"""How we look after her: supervision, check-ins, a ring when she asks for one, and our thanks."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from pim import clock
from pim.access.audit import acting
from volunteers import actions, queries
from volunteers.views.own.door import for_volunteers, volunteer_of

SHOWN = 20
EVER = date(2000, 1, 1)  # before anything here was noted


@for_volunteers
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    volunteer = volunteer_of(request)
    words = {
        "talks": queries.own_talks(request.user)[:SHOWN],
        "next_on": queries.next_supervision(volunteer),
        "today": clock.today(),
        "ring_me_at": volunteer.ring_me_at,
        "desk": queries.desk_of(request.user),
    }
    return render(request, "volunteers/own/supervision.html", words)


@for_volunteers
@require_POST
def ring_me(request: HttpRequest) -> HttpResponse:
    actions.ask_for_a_ring(
        volunteer=volunteer_of(request), by=acting(request.user), now=clock.now()
    )
    messages.success(request, "Thank you for telling us. Your coordinator rings you.")
    return redirect("own-supervision")


@for_volunteers
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """What she has given, with our thanks."""
    volunteer, today = volunteer_of(request), clock.today()
    this_year = queries.hours_of(volunteer, since=today.replace(month=1, day=1), until=today)
    ever = queries.hours_of(volunteer, since=EVER, until=today)
    words = {"year": today.year, "parts": _parts(this_year), "ever": queries.hours(ever.total)}
    return render(request, "volunteers/own/hours.html", words)


def _parts(given: queries.Hours) -> list[tuple[str, str]]:
    named = [
        ("With mums", given.sessions),
        ("In groups", given.groups),
        ("In training", given.training),
        ("In supervision", given.supervision),
        ("In all", given.total),
    ]
    return [(label, queries.hours(minutes)) for label, minutes in named]
