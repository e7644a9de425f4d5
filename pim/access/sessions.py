"""How long a sign-in lasts, in real time: staff 15 minutes idle and 8 hours in all.

A volunteer's own phone is remembered for 30 days; she sees little, and only current matches.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session

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
                _note_activity(request)
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


def end_all(user) -> None:
    """Sign somebody out wherever she is signed in."""
    for session in Session.objects.filter(expire_date__gt=clock.wall()):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _note_activity(request) -> None:
    now, session = clock.wall(), request.session
    if STARTED not in session:
        session[STARTED] = now.isoformat()
        _remember_phone(request)
    seen = _read(session, SEEN)
    if seen is None or now - seen > timedelta(seconds=30):
        session[SEEN] = now.isoformat()


def _remember_phone(request) -> None:
    """A volunteer's cookie outlives the browser; a member of staff's goes with it."""
    is_staff = request.user.is_staff
    request.session.set_expiry(0 if is_staff else int(VOLUNTEER_LIMIT.total_seconds()))


def _read(session, name: str) -> datetime | None:
    text = session.get(name)
    return datetime.fromisoformat(text) if text else None
