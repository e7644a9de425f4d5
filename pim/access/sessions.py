"""How long a sign-in lasts, in real time: staff 15 minutes idle and 8 hours in all.

A volunteer's own phone is remembered for 30 days; she sees little, and only current matches.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout

from pim import clock

STARTED, SEEN = "signed_in_at", "seen_at"
VOLUNTEER_LIMIT = timedelta(days=30)


class SessionLimitsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            if _is_over(request):
                logout(request)
            else:
                _note_activity(request.session)
        return self.get_response(request)


def _is_over(request) -> bool:
    idle, absolute = _limits(request.user)
    now = clock.wall()
    started = _read(request.session, STARTED) or now
    seen = _read(request.session, SEEN) or now
    return now - seen > idle or now - started > absolute


def _limits(user) -> tuple[timedelta, timedelta]:
    if user.is_staff:
        return settings.SESSION_IDLE_LIMIT, settings.SESSION_ABSOLUTE_LIMIT
    return VOLUNTEER_LIMIT, VOLUNTEER_LIMIT


def _note_activity(session) -> None:
    now = clock.wall()
    session.setdefault(STARTED, now.isoformat())
    seen = _read(session, SEEN)
    if seen is None or now - seen > timedelta(seconds=30):
        session[SEEN] = now.isoformat()


def _read(session, name: str) -> datetime | None:
    text = session.get(name)
    return datetime.fromisoformat(text) if text else None
