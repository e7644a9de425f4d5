"""Who may open these pages, and what a view does with what was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from pim import clock
from pim.access import roles
from pim.errors import DomainError
from volunteers import queries
from volunteers.models import Match, Volunteer

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


def volunteer_of(request: HttpRequest) -> Volunteer:
    """She herself among the volunteers; before her sign-in is linked there is no such page."""
    her = queries.volunteer_of(request.user)
    if her is None:
        raise Http404
    return her


def proposal_of(request: HttpRequest, pk: UUID) -> Match:
    """Also one that came to nothing, until she is told so."""
    return get_object_or_404(queries.proposals_of(request.user, now=clock.now()), pk=pk)


def active_match(request: HttpRequest, pk: UUID) -> Match:
    return get_object_or_404(queries.matches_of(request.user).active(), pk=pk)


def practical(match: Match) -> dict:
    referral = match.referral
    return {
        "match": match,
        "area": referral.parent.postcode_district,
        "formats": queries.labels(referral, "formats"),
        "times": queries.labels(referral, "times"),
        "parent": referral.parent,
    }


def tried(form: Form, action: Callable, **what: Any) -> bool:
    """Whether it could be done; if not, the form says why and keeps what was typed."""
    try:
        action(**what)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
