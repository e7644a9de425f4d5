"""The pages that belong to no feature: the front door, help, and when something goes wrong."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_safe

from pim import context

# What the driver says of a line that was cut depends on the moment; a fault of ours has a class
# below these.
AWAY = (OperationalError, InterfaceError, DatabaseError)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


@require_safe
def refer(request: HttpRequest) -> HttpResponse:
    """Who is asking: she herself, or someone who works with her."""
    return render(request, "refer.html")


@require_safe
def about_this_site(request: HttpRequest) -> HttpResponse:
    return render(request, "about_this_site.html")


def _plain_page(status: int, template: str) -> HttpResponse:
    """An error page without request, session or database behind it."""
    return HttpResponse(loader.render_to_string(template, context.standing()), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain_page(400, "400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain_page(403, "403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain_page(404, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is down or full is told apart: there, waiting helps."""
    away = sys.exc_info()[0] in AWAY
    return _plain_page(503, "503.html") if away else _plain_page(500, "500.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly an old tab or blocked cookies, so the page says what to do next."""
    return _plain_page(403, "403_csrf.html")
