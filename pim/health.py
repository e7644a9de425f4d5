"""Whether the service is up, and whether all its parts answer.

Beat notes a sign of life each time it sends a heartbeat, a worker each time it has carried one
out. A worker is judged by the last heartbeat that beat sent: when beat dies, the worker is not
blamed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pim import clock
from pim.enums import IN_FLIGHT, MessageState
from pim.models import Message

OK, BAD = "ok", "bad"
BEAT = "beat"
QUEUES = ("default", "risk")
LONGEST_SILENCE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=15)


def note(who: str) -> None:
    """Write down that beat, or the worker of a queue, is alive now."""
    cache.set(f"alive:{who}", clock.wall(), timeout=None)


def forget() -> None:
    """A new start: signs of an earlier life count for nothing."""
    cache.delete_many([f"alive:{who}" for who in (BEAT, *QUEUES)])


def beat_is_alive(beat: datetime | None, now: datetime) -> bool:
    return beat is not None and now - beat <= LONGEST_SILENCE


def worker_is_alive(worker: datetime | None, beat: datetime | None) -> bool:
    return worker is not None and (beat is None or beat - worker <= LONGEST_SILENCE)


def report() -> dict[str, str | int | None]:
    """What ``/health/ready`` says. Without the database nothing else can be known."""
    parts: dict[str, str | int | None] = {
        "database": BAD,
        "broker": OK if _answers(_ask_broker) else BAD,
        "worker": BAD,
        "beat": BAD,
        "oldest_unsent_message_seconds": None,
    }
    try:
        return parts | _signs_of_life() | {"oldest_unsent_message_seconds": _oldest_unsent()}
    except (DatabaseError, InterfaceError):
        return parts


def is_ready(parts: dict[str, str | int | None]) -> bool:
    waited = parts["oldest_unsent_message_seconds"] or 0
    return BAD not in parts.values() and int(waited) <= LONGEST_WAIT.total_seconds()


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process is up. Asks nobody."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    parts = report()
    return JsonResponse(parts, status=200 if is_ready(parts) else 503)


urlpatterns = [
    path("health/live", live, name="health-live"),
    path("health/ready", ready, name="health-ready"),
]


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Exception:  # every library of a broker has errors of its own
        return False
    return True


def _ask_broker() -> None:
    from celery import current_app

    with current_app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)


def _signs_of_life() -> dict[str, str]:
    seen = {who: cache.get(f"alive:{who}") for who in (BEAT, *QUEUES)}
    beat = seen[BEAT]
    workers = all(worker_is_alive(seen[queue], beat) for queue in QUEUES)
    return {
        "database": OK,
        "worker": OK if workers else BAD,
        "beat": OK if beat_is_alive(beat, clock.wall()) else BAD,
    }


def _oldest_unsent() -> int | None:
    """Seconds since the longest waiting message was due, or ``None`` when nothing waits."""
    now = clock.now()
    waiting = Message.objects.filter(state__in=(MessageState.QUEUED, *IN_FLIGHT), due_at__lte=now)
    due_at = waiting.aggregate(oldest=Min("due_at"))["oldest"]
    return None if due_at is None else int((now - due_at).total_seconds())
