"""Logs as JSON lines that carry no personal data.

Only what is named here ever leaves: a message's template but never its arguments, the keys of
``KEYS``, the name of a route but never its path, the class and place of an error but neither
its text nor any local value.
"""

import json
import logging
import logging.config
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import structlog

KEYS = (
    "action",
    "attempts",
    "channel",
    "count",
    "hash",
    "instrument",
    "message_id",
    "notice",
    "outcome",
    "queue",
    "reason",
    "role",
    "seal",
    "seconds",
    "state",
    "task",
    "task_id",
)
# Whose message templates are known to be constant text.
OWN = ("pim", "referrals", "volunteers", "outcomes")
KNOWN = (*OWN, "django", "celery", "kombu", "gunicorn", "whitenoise", "py")
QUIET = ("celery.app.trace", "celery.beat", "celery.worker.strategy", "kombu")


class JSONLines(logging.Formatter):
    """One line a record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line |= {key: record.__dict__[key] for key in KEYS if key in record.__dict__}
        line |= _request(record) | _task(record) | _error(record)
        return json.dumps(line, default=str)


def configure(config: Mapping[str, Any]) -> None:
    """Django's ``LOGGING_CONFIG``; gunicorn and celery follow it too."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JSONLines}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {name: {"handlers": []} for name in ("django", "django.server")}
            | {name: {"level": "WARNING"} for name in QUIET},
            **config,
        }
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _event(record: logging.LogRecord) -> str:
    if record.name.startswith("django.security"):
        return record.name.rpartition(".")[2]  # its text quotes the request
    if "status_code" in record.__dict__:
        return HTTPStatus(record.__dict__["status_code"]).phrase
    if record.name.split(".")[0] in KNOWN and isinstance(record.msg, str):
        return record.msg
    return "message of a library, withheld"


def _request(record: logging.LogRecord) -> dict[str, Any]:
    """Method, route name and status. A path may hold a token, a query anything."""
    request: Any = record.__dict__.get("request")
    if not hasattr(request, "resolver_match"):
        return {}
    match = request.resolver_match
    return {
        "method": request.method,
        "route": (match.view_name or match.route) if match else None,
        "status": record.__dict__.get("status_code"),
    }


def _task(record: logging.LogRecord) -> dict[str, Any]:
    if not isinstance(record.args, Mapping) or not record.name.startswith("celery"):
        return {}
    names = {"task": "name", "task_id": "id"}
    return {key: record.args[name] for key, name in names.items() if name in record.args}


def _error(record: logging.LogRecord) -> dict[str, Any]:
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _, trace = record.exc_info
    places = traceback.extract_tb(trace)[-12:]
    return {
        "error": f"{kind.__module__}.{kind.__qualname__}",
        "where": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
    }
