"""Coming in: by sign-in, by invitation, by a link for a new password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import PasswordChangeView as AllauthPasswordChangeView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from pim import clock
from pim.access import audit, invitations, passkeys, people, roles, sessions
from pim.access.audit import acting
from pim.access.forms import AskForPasswordForm, ComeInForm, NewPasswordForm
from pim.errors import DomainError
from pim.messages import links
from pim.models import User

page = require_http_methods(["GET", "HEAD", "POST"])
has_password = sensitive_post_parameters("password1", "password2")


@require_safe
@login_required
def own_sign_in(request: HttpRequest) -> HttpResponse:
    """What she holds, and where she changes it."""
    user = request.user
    words = {
        "memberships": roles.memberships(user),
        "passkeys": passkeys.of(user),
        "has_app": is_mfa_enabled(user, [Authenticator.Type.TOTP]),
    }
    return render(request, "access/own_sign_in.html", words)


@page
@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where she is signed in, to end one or all the others."""
    here = request.session.session_key
    if request.method == "POST":
        _end_sessions(request, here)
        return redirect("own-sessions")
    places = [
        {
            "name": sessions.name_of(one.pk),
            "is_here": one.pk == here,
            "browser": one.browser,
            "began_at": one.began_at,
            "seen_at": one.seen_at,
        }
        for one in sessions.listed(request.user)
    ]
    return render(request, "access/signed_in.html", {"places": places})


def _end_sessions(request: HttpRequest, here: str) -> None:
    user, which = request.user, request.POST.get("end", "")
    asked = {"user": user, "by": acting(user), "now": clock.now()}
    if which == "others":
        sessions.end_others(here=here, **asked)
    else:
        sessions.end_one(name=which, **asked)


# --- Second factor ------------------------------------------------------------------------------
class Enrol(ActivateTOTPView):
    """Setting up the app for sign-in codes. Typing its first code counts as having used it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        enrolled = request.user.is_authenticated and is_mfa_enabled(
            request.user, [Authenticator.Type.TOTP]
        )
        return redirect("mfa_index") if enrolled else super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = self.request.user
        record_authentication(self.request, user, "mfa", type="totp", reauthenticated=True)
        audit.record(
            by=acting(user), action="user.second_factor_added", target=user, now=clock.now()
        )
        return response


class ChangePassword(AllauthPasswordChangeView):
    """Afterwards she signs in again with the new one, here and everywhere."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        audit.record(by=acting(user), action="user.password_changed", target=user, now=clock.now())
        return super().form_valid(form)


# --- Invitations --------------------------------------------------------------------------------
@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    return _follow(request, token, invitations.PURPOSE, to="invitation")


@page
@has_password
def invitation(request: HttpRequest) -> HttpResponse:
    found = invitations.behind(links.remembered(request, invitations.PURPOSE))
    if found is None:
        return _worn_out(request)
    user = invitations.who_is_invited(found)
    form = (NewPasswordForm if user else ComeInForm)(_typed(request), user=user)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(
                invitation=found,
                name=form.cleaned_data.get("name", ""),
                password=form.cleaned_data["password1"],
                now=clock.now(),
            )
        except DomainError:
            return _worn_out(request)
        return links.forget(_let_in(request, user), invitations.PURPOSE)
    return render(request, "access/invitation.html", {"form": form, "invitation": found})


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    """A new person goes on to her second factor; one who has it signs in with both."""
    logout(request)
    if is_mfa_enabled(user):
        return redirect("account_login")
    get_adapter().login(request, user)
    record_authentication(request, user, method="password", reauthenticated=True)
    return redirect("mfa_activate_totp")


# --- A new password -----------------------------------------------------------------------------
@page
def ask_for_password(request: HttpRequest) -> HttpResponse:
    """The same answer for every address."""
    form = AskForPasswordForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="reset_password", key=email.casefold()):
            return ratelimit.respond_429(request)
        people.ask_for_password(email=email, now=clock.now())
        return render(request, "access/password_asked.html")
    return render(request, "access/ask_for_password.html", {"form": form})


@require_safe
def new_password_link(request: HttpRequest, token: str) -> HttpResponse:
    return _follow(request, token, people.NEW_PASSWORD, to="new-password")


@page
@has_password
def new_password(request: HttpRequest) -> HttpResponse:
    user = people.behind(links.remembered(request, people.NEW_PASSWORD))
    if user is None:
        return _worn_out(request)
    form = NewPasswordForm(_typed(request), user=user)
    if request.method == "POST" and form.is_valid():
        try:
            password = form.cleaned_data["password1"]
            people.choose_password(user=user, password=password, now=clock.now())
        except DomainError:
            return _worn_out(request)
        logout(request)
        return links.forget(redirect("account_login"), people.NEW_PASSWORD)
    return render(request, "access/new_password.html", {"form": form})


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _follow(request: HttpRequest, token: str, purpose: str, *, to: str) -> HttpResponse:
    """From the link in the mail to an address without a token in it."""
    link = links.follow(token, purpose)
    return links.remember(redirect(to), link) if link else _worn_out(request)


def _worn_out(request: HttpRequest) -> HttpResponse:
    """One page for a link that is wrong, used, too old or somebody else's."""
    return render(request, "access/worn_out.html", status=404)
