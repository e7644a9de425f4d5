"""A volunteer's own pages, made for a phone. Everything comes through her live matches."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pim import clock
from pim.access import roles
from pim.access.audit import acting
from pim.errors import DomainError
from pim.forms.fields import national
from referrals.enums import ContactChannel
from referrals.models import SafeContact
from referrals.queries import raised_by, what_we_call_ourselves
from volunteers import actions, queries
from volunteers.enums import MatchStatus
from volunteers.forms.own import DeclineForm, SessionForm
from volunteers.models import Match
from volunteers.wording import NOT_GOING_AHEAD

SCHEMES = {
    ContactChannel.PHONE: "tel",
    ContactChannel.TEXT: "sms",
    ContactChannel.EMAIL: "mailto",
}
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def for_volunteers(view: Callable) -> Callable:
    """Signed in, and a volunteer now; anybody else is told that there is no such page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not roles.can(request.user, roles.SUPPORT_MUMS):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A volunteer's page. Those who work in the admin are sent there."""
    user = request.user
    if user.is_staff and not roles.can(user, roles.SUPPORT_MUMS):
        return redirect("admin:index")
    live = list(queries.matches_of(user).order_by("status_since", "pk"))
    words = {
        "proposals": [match for match in live if match.status == MatchStatus.PROPOSED],
        "mums": [match for match in live if match.status == MatchStatus.ACTIVE],
        "gone": queries.not_going_ahead(user, now=clock.now()),
        "not_going_ahead": NOT_GOING_AHEAD,
        "desk": queries.desk_of(user),
        "raised": raised_by(user)[:3],
        "now": clock.now(),
    }
    return render(request, "volunteers/own/home.html", words)


@for_volunteers
@require_safe
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What she needs to decide. No name and no contact: those come when both have agreed."""
    return render(request, "volunteers/own/proposal.html", _practical(_proposal(request, pk)))


@for_volunteers
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = _proposal(request, pk)
    try:
        actions.volunteer_agrees(match=match, by=acting(request.user), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Thank you. We ask her now, and you hear from us here.")
    return redirect("staff-home")


@for_volunteers
@GET_OR_POST
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = _proposal(request, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _tried(
        form,
        actions.volunteer_declines,
        match=match,
        **form.cleaned_data,
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Thanks for telling us. That’s fine. You don’t need to say why.")
        return redirect("staff-home")
    return render(request, "volunteers/own/decline.html", {"form": form, "match": match})


@for_volunteers
@require_safe
def mum(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = _active(request, pk)
    words = _practical(match) | {
        "ways": [_way(contact) for contact in queries.contacts_for_volunteer(match)],
        "us": what_we_call_ourselves(match.referral),
        "sessions": queries.sessions_of(request.user).filter(match=match)[:5],
    }
    return render(request, "volunteers/own/mum.html", words)


@for_volunteers
@GET_OR_POST
def log_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = _active(request, pk)
    form = SessionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _tried(
        form,
        actions.log_session,
        match=match,
        **form.cleaned_data,
        by=acting(request.user),
        now=clock.now(),
    ):
        messages.success(request, "Saved. Thank you.")
        return redirect("own-mum", pk=match.pk)
    return render(request, "volunteers/own/log_session.html", {"form": form, "match": match})


@for_volunteers
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    return render(
        request, "volunteers/own/sessions.html", {"sessions": queries.sessions_of(request.user)}
    )


def _proposal(request: HttpRequest, pk: UUID) -> Match:
    return get_object_or_404(queries.matches_of(request.user).proposed(), pk=pk)


def _active(request: HttpRequest, pk: UUID) -> Match:
    return get_object_or_404(queries.matches_of(request.user).active(), pk=pk)


def _practical(match: Match) -> dict:
    referral = match.referral
    return {
        "match": match,
        "area": referral.parent.postcode_district,
        "formats": queries.labels(referral, "formats"),
        "times": queries.labels(referral, "times"),
        "parent": referral.parent,
    }


def _way(contact: SafeContact) -> dict:
    """A safe contact as a link a phone can follow."""
    return {
        "contact": contact,
        "link": f"{SCHEMES[ContactChannel(contact.channel)]}:{contact.address}",
        "shown": national(contact.address),
    }


def _tried(form: Form, action: Callable, **what: Any) -> bool:
    """Whether it could be done; if not, the form says why and keeps what was typed."""
    try:
        action(**what)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
