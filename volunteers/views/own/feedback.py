"""How it was for her, when support has ended. The mum never reads it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.views.own.door import for_volunteers


@for_volunteers
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/own/feedback.html")
