"""The groups she helps in, for as long as she does and they run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.views.own.door import for_volunteers


@for_volunteers
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/own/groups.html")
