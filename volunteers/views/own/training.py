"""Her course: the days to come, the days that were, and the hours so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.views.own.door import for_volunteers


@for_volunteers
@require_safe
def training(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/own/training.html")
