"""Which checks of hers we hold, what is missing, and what happens next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.views.own.door import for_volunteers


@for_volunteers
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/own/checks.html")
