"""How long a sign-in lasts, in real time: staff 15 minutes idle and 8 hours in all. And where
somebody is signed in, listed and ended by herself or by who looks after her.

A volunteer's own phone is remembered for 30 days; she sees little, and only current matches.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.utils.crypto import salted_hmac

from pim import clock
from pim.access import audit, browsers
from pim.access.audit import Actor
from pim.access.session_store import BEGAN, BROWSER, ENDS, SEEN, moment
from pim.models import BrowserSession

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


def listed(user) -> list[BrowserSession]:
    """Where she is signed in now, the latest first."""
    return list(BrowserSession.objects.of(user).live(clock.wall()).order_by("-seen_at"))


def name_of(session_key: str) -> str:
    """What stands for a session on a page; the key itself would let its reader in."""
    return salted_hmac("pim.access.sessions", session_key).hexdigest()[:32]


def end_all(user) -> int:
    """Sign somebody out wherever she is signed in. In how many places she was."""
    return _end(BrowserSession.objects.of(user))


@transaction.atomic
def end_one(*, user, name: str, by: Actor, now: datetime) -> None:
    """End one of hers. One that is over already needs no ending."""
    keys = [one.pk for one in listed(user) if name_of(one.pk) == name]
    _end_and_record(BrowserSession.objects.of(user).filter(pk__in=keys), user, by, now)


@transaction.atomic
def end_others(*, user, here: str, by: Actor, now: datetime) -> None:
    """Sign her out everywhere but where she asks for it."""
    _end_and_record(BrowserSession.objects.of(user).exclude(pk=here), user, by, now)


def sweep() -> int:
    """Forget sessions that are over."""
    return BrowserSession.objects.filter(expire_date__lte=clock.wall()).delete()[0]


def _end(rows) -> int:
    return rows.delete()[0]


def _end_and_record(rows, user, by: Actor, now: datetime) -> None:
    if count := _end(rows):
        audit.record(by=by, action="user.signed_out", target=user, now=now, places=count)


def _is_over(request) -> bool:
    idle, absolute = _limits(request.user)
    now = clock.wall()
    began = moment(request.session, BEGAN) or now
    seen = moment(request.session, SEEN) or now
    return now - seen > idle or now - began > absolute


def _limits(user) -> tuple[timedelta, timedelta]:
    if user.is_staff:
        return settings.SESSION_IDLE_LIMIT, settings.SESSION_ABSOLUTE_LIMIT
    return VOLUNTEER_LIMIT, VOLUNTEER_LIMIT


def _note_activity(request) -> None:
    now, session = clock.wall(), request.session
    if BEGAN not in session:
        session[BEGAN] = now.isoformat()
        session[BROWSER] = browsers.named(request.headers.get("User-Agent", ""))
        _remember_phone(request)
    seen = moment(session, SEEN)
    if seen is None or now - seen > timedelta(seconds=30):
        session[SEEN] = now.isoformat()
        session[ENDS] = _end_of(request, now).isoformat()


def _end_of(request, now: datetime) -> datetime:
    """Just after the last moment at which it is not over."""
    idle, absolute = _limits(request.user)
    last = min(now + idle, (moment(request.session, BEGAN) or now) + absolute)
    return last + timedelta(seconds=1)


def _remember_phone(request) -> None:
    """A volunteer's cookie outlives the browser; a member of staff's goes with it."""
    is_staff = request.user.is_staff
    request.session.set_expiry(0 if is_staff else int(VOLUNTEER_LIMIT.total_seconds()))
