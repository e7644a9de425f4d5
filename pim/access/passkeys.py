"""Passkeys: a second factor beside the codes of an app, or in their place.

allauth and the browser do the work; here is what we add: what is noted, and that nobody is ever
left without a second factor.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.generic.edit import FormView

from pim import clock
from pim.access import audit
from pim.access.audit import acting
from pim.models import User

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def of(user: Any) -> QuerySet[Authenticator]:
    hers = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return hers.order_by("created_at")


def is_only_one(authenticator: Authenticator) -> bool:
    others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
    return not others.exclude(pk=authenticator.pk).exists()


class Authenticate(AuthenticateView):
    """After the password: a passkey, if she has one, or a code."""

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"has_passkey": of(self.stage.login.user).exists()}


class Add(webauthn.AddWebAuthnView):
    """The first one counts as having been used; recovery codes come with it."""

    def get_context_data(self, **kwargs: Any) -> dict:
        # allauth leaves out what it is given, and with it a form that was refused.
        context = super().get_context_data(**kwargs) | kwargs
        return context | {"has_second_factor": is_mfa_enabled(self.request.user)}

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        is_first = not is_mfa_enabled(user)
        with transaction.atomic():
            response = super().form_valid(form)
            self._record("user.passkey_added")
            if is_first:
                self._record("user.second_factor_added")
        if is_first:
            record_authentication(self.request, user, "mfa", type="webauthn", reauthenticated=True)
        return response

    def _record(self, action: str) -> None:
        user = self.request.user
        audit.record(by=acting(user), action=action, target=user, now=clock.now())


class Reauthenticate(webauthn.ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | kwargs

    def form_invalid(self, form: Any) -> HttpResponse:
        """On the same page; allauth sends her to sign in, where she is already."""
        return FormView.form_invalid(self, form)


class Rename(webauthn.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class Remove(webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"is_only_one": is_only_one(self.object), "authenticator": self.object}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """One at a time, so that two removals do not take the last two."""
        user = User.objects.select_for_update().get(pk=self.request.user.pk)
        if is_only_one(self.object):
            return self.render_to_response(self.get_context_data(form=form))
        audit.record(by=acting(user), action="user.passkey_removed", target=user, now=clock.now())
        return super().form_valid(form)
