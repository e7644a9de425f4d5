"""Every answer, by the name of its route, the class of its status and how long it took."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

NO_ROUTE = "none"  # a file, the help page, or an address that is not ours
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

ANSWERED = Histogram(
    "pim_request_seconds",
    "How long answers took, by the name of the route and the class of the status.",
    ("route", "status"),
    buckets=SECONDS,
)


class CountingMiddleware:
    """Stands above all others, so that it counts what they answer too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        status = f"{response.status_code // 100}xx"
        ANSWERED.labels(route_of(request), status).observe(perf_counter() - began)
        return response


def route_of(request: HttpRequest) -> str:
    """A path may hold a token. A route without a name is shown by its pattern."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else NO_ROUTE
