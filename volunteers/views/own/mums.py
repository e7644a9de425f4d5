"""A mum she is there for: what she may know, and what they did together."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pim import clock
from pim.forms.fields import national
from referrals.enums import ContactChannel
from referrals.models import SafeContact
from referrals.queries import what_we_call_ourselves
from volunteers import queries
from volunteers.models import HomeVisit, Match
from volunteers.views.own.door import active_match, for_volunteers, practical
from volunteers.views.own.visits import with_answer
from volunteers.ways import may_come_home

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
        "visits": _visits(request, match),
        "meetings": queries.times_of(match, clock.now()),
        "may_come_home": may_come_home(match.referral.formats),
        "rests_until": queries.resting([match]).get(match.pk),
        "today": clock.today(),
        "sessions": queries.sessions_of(request.user).filter(match=match)[:5],
        "may_be_wrong": _may_be_wrong(request),
    }
    return render(request, "volunteers/own/mum.html", words)


def _visits(request: HttpRequest, match: Match) -> list[HomeVisit]:
    """Those to come; a time at her home that suited her is one of them."""
    to_come = queries.visits_to_come(request.user, clock.today()).filter(match=match)
    return [with_answer(visit) for visit in to_come]


@for_volunteers
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    words = {
        "sessions": queries.sessions_of(request.user),
        "may_be_wrong": _may_be_wrong(request),
    }
    return render(request, "volunteers/own/sessions.html", words)


def _may_be_wrong(request: HttpRequest) -> set[UUID]:
    return set(queries.may_be_wrong(request.user, now=clock.now()).values_list("pk", flat=True))


def _way(contact: SafeContact) -> dict:
    """A safe contact as a link a phone can follow."""
    return {
        "contact": contact,
        "link": f"{SCHEMES[ContactChannel(contact.channel)]}:{contact.address}",
        "shown": national(contact.address),
    }
