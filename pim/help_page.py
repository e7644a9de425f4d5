"""The help page, answered before sessions, sign-in and database are asked for anything."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import loader

from pim import context

ADDRESS = "/get-help-now/"
KEPT = "public, max-age=300, stale-if-error=86400"
"""It is the same for everybody and says nothing of anybody: what stands between may keep it, and
show it for a day while we do not answer."""


def page() -> str:
    """The whole page. ``static/get-help-now.html`` is a copy, for when nothing runs at all."""
    return loader.render_to_string("get_help_now.html", context.standing())


def not_taken() -> str:
    """For what was too large or came too slowly. ``static/not-taken.html`` is its copy."""
    return loader.render_to_string("not_taken.html", context.standing())


def get_help_now(request: HttpRequest) -> HttpResponse:
    return HttpResponse(page(), headers={"Cache-Control": KEPT})


class HelpFirstMiddleware:
    """Stands above every middleware that reads the database; those would fail with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == ADDRESS and request.method in ("GET", "HEAD"):
            return get_help_now(request)
        return self.get_response(request)
