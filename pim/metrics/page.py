"""The page a Prometheus asks, with the token. Without a token there is no such page."""

from collections.abc import Iterator
from hmac import compare_digest
from importlib.metadata import version
from os import environ
from platform import python_version

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from pim import clock
from pim.access import reach
from pim.metrics import asking
from pim.metrics import figures as _figures  # noqa: F401  adds its own
from pim.metrics.asking import Figure
from pim.metrics.requests import ANSWERED


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _is_asked_by_ours(request):
        raise Http404
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in environ:
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(ANSWERED)
    registry.register(Families())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


urlpatterns = [path("metrics", metrics, name="metrics")]


class Families:
    """What the database says now. That it says nothing is a figure too."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for one in [*_standing(), *_of_database()]:
            family = families.setdefault(
                one.name, GaugeMetricFamily(one.name, one.says, labels=list(one.labels))
            )
            family.add_metric(list(one.labels.values()), float(one.value))
        return iter(families.values())


def _is_asked_by_ours(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    return bool(token) and compare_digest(given.encode(), token.encode())


def _standing() -> Iterator[Figure]:
    built = {"version": settings.VERSION, "python": python_version(), "django": version("django")}
    yield Figure("pim_build_info", "What is running.", 1, built)


def _of_database() -> list[Figure]:
    says = "Whether the database answers."
    try:
        with reach.further("figures that name and count nobody"):
            found = list(asking.all_of_them(clock.now()))
    except (DatabaseError, InterfaceError):
        return [Figure("pim_database_up", says, 0)]
    return [Figure("pim_database_up", says, 1), *found]
