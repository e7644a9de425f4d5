"""Nobody gets anywhere on a password alone: without a second factor only enrolment is open."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponseRedirect
from django.urls import reverse

ENROLMENT = ("mfa_activate_totp", "account_logout", "account_reauthenticate")


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or is_mfa_enabled(user):
            return None
        if request.resolver_match.url_name in ENROLMENT or _is_public(request):
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _is_public(request) -> bool:
    """Pages that never look at who is signed in."""
    return request.resolver_match.view_name in ("home", "get_help_now", "health_live")
