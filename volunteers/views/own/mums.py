"""A mum she is there for: what she may know, and what they did together."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pim import clock
from pim.access.audit import acting
from pim.forms.fields import national
from referrals.enums import ContactChannel
from referrals.models import SafeContact
from referrals.queries import what_we_call_ourselves
from volunteers import actions, queries
from volunteers.forms.own import SessionForm
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, practical, tried

SCHEMES = {
    ContactChannel.PHONE: "tel",
    ContactChannel.TEXT: "sms",
    ContactChannel.EMAIL: "mailto",
}


@for_volunteers
@require_safe
def mum(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    words = practical(match) | {
        "ways": [_way(contact) for contact in queries.contacts_for_volunteer(match)],
        "us": what_we_call_ourselves(match.referral),
        "sessions": queries.sessions_of(request.user).filter(match=match)[:5],
    }
    return render(request, "volunteers/own/mum.html", words)


@for_volunteers
@GET_OR_POST
def log_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    form = SessionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
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


def _way(contact: SafeContact) -> dict:
    """A safe contact as a link a phone can follow."""
    return {
        "contact": contact,
        "link": f"{SCHEMES[ContactChannel(contact.channel)]}:{contact.address}",
        "shown": national(contact.address),
    }
