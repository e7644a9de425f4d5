"""How allauth fits in here: no open sign-up, no mail of its own, secrets encrypted."""

from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pim import clock
from pim.access import audit, browsers, encryption
from pim.access.audit import acting

SLOW_DOWN = "You have tried too often. Please wait five minutes, then try again."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        # One sentence for a wrong password, an unknown address and somebody who has left.
        "email_password_mismatch": "That e-mail address and password do not go together.",
        "enter_current_password": "That is not your password now",
        "incorrect_password": "That is not your password",
        "incorrect_code": "That code did not work. Wait for a new one and try again.",
        "too_many_login_attempts": SLOW_DOWN,
        "rate_limited": SLOW_DOWN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        raise NotImplementedError("Every message goes through the outbox.")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what has happened."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff start at *Today*; everybody else at the page that knows where she belongs."""
        return reverse("admin:index") if request.user.is_staff else "/staff/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """She has just typed her password when she enrols her first second factor."""
        return is_mfa_enabled(context.request.user)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Somebody who has left is told no more than somebody unknown."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted by address of the caller too: whoever guesses somebody's password
        from elsewhere does not lock her out."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{self.get_client_ip(request)}:{key}"

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The address is on the user; allauth's own table of addresses stays empty."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        audit.record(by=acting(user), action="user.signed_in", target=user, now=clock.now())
        return super().post_login(request, user, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code did not work. Wait for a new one and try again.",
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return user.email

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that her phone shows beside the passkey."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What she added it on says more than a number; she may name it anew."""
        return browsers.named(context.request.headers.get("User-Agent", ""))

    def build_totp_svg(self, url: str) -> str:
        drawing = BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=6, border=2, light="white")
        return drawing.getvalue().decode()
