"""What robots and people who look for holes in us ask for first."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from pim import clock
from pim.help_page import ADDRESS
from pim.plain_pages import ADDRESSES

FOR_EVERYBODY = (
    "/$",
    "/refer/$",
    ADDRESS,
    "/volunteer/$",
    *(f"/{address}/" for address in ADDRESSES),
    "/static/",
)
HOLDS_FOR = timedelta(
    days=180
)  # RFC 9116: less than a year, so that a dead contact is not believed
TEXT = "text/plain; charset=utf-8"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Only what is for everybody; no list of doors that are not."""
    lines = ["User-agent: *", *(f"Allow: {address}" for address in FOR_EVERYBODY), "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole, as RFC 9116 says it."""
    until = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + HOLDS_FOR
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security, name="security"),
]
