"""How we look after her: supervision, check-ins, and a ring when she asks for one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.views.own.door import for_volunteers


@for_volunteers
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/own/supervision.html")
