"""Money she spent for us, and where each claim stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.views.own.door import for_volunteers


@for_volunteers
@require_safe
def expenses(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/own/expenses.html")
