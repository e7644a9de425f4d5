"""Nobody gets anywhere on a password alone.

Without a second factor only its enrolment is open. With one, a session that has not used it (a
second browser, signed in before she enrolled) is asked for it.
"""

from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from pim import clock

FRESH, STILL_FRESH = timedelta(minutes=10), timedelta(minutes=30)
ENROLMENT = ("mfa_activate_totp", "mfa_add_webauthn", "account_logout", "account_reauthenticate")
ASKED = (
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
    "account_logout",
)
# Pages that never look at who is signed in, and those for somebody who holds a link.
OPEN_TO_ALL = (
    "home",
    "get-help-now",
    "out",
    "about-this-site",
    "health-live",
    "health-ready",
    "invitation",
    "invitation-link",
    "ask-for-password",
    "new-password",
    "new-password-link",
)


def was_used(request: HttpRequest) -> bool:
    """Whether this very session has shown a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def ask_again(request: HttpRequest) -> HttpResponseRedirect | None:
    """Before roles, releases and erasures: where to go first, or None if she has only just
    shown who she is. A form she opened in time may be sent a while later."""
    records = get_authentication_records(request, request.user)
    newest = max((record.get("at", 0) for record in records), default=0)
    allowed = FRESH if request.method in ("GET", "HEAD") else STILL_FRESH
    if clock.wall().timestamp() - newest <= allowed.total_seconds():
        return None
    return _send("account_reauthenticate", next=request.get_full_path())


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if name in OPEN_TO_ALL or not request.user.is_authenticated:
            return None
        if not is_mfa_enabled(request.user):
            return None if name in ENROLMENT else _send("mfa_activate_totp")
        if was_used(request) or name in ASKED:
            return None
        return _send("mfa_reauthenticate", next=request.get_full_path())


def _send(name: str, **query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name) + (f"?{urlencode(query)}" if query else ""))
