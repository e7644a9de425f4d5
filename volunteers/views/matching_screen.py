"""One mum who waits, and everyone who could be there for her, with reasons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from pim import clock
from pim.access import roles
from pim.access.audit import acting
from pim.admin.site import pim_site
from pim.errors import DomainError
from referrals.enums import Status
from referrals.models import Referral
from volunteers import actions, panels, queries
from volunteers.models import Volunteer


def screen(admin: Any, request: HttpRequest, referral_pk: UUID) -> HttpResponse:
    referral = _referral(request, referral_pk)
    record = reverse("admin:referrals_referral_change", args=[referral.pk])
    if referral.status != Status.WAITING:
        messages.info(request, "She is not waiting for a volunteer.")
        return redirect(record)
    return pim_site.show(
        request,
        "volunteers/admin/matching.html",
        called=referral.parent.called,
        record=record,
        panels=_panels(request, referral),
    )


def propose(admin: Any, request: HttpRequest, referral_pk: UUID) -> HttpResponse:
    referral, volunteer = _referral(request, referral_pk), _volunteer(request)
    try:
        match = actions.propose(
            referral=referral, volunteer=volunteer, by=acting(request.user), now=clock.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("admin:volunteers_match_for", referral_pk=referral.pk)
    messages.success(request, "The volunteer is asked. She hears no name before both say yes.")
    return redirect("admin:volunteers_match_change", pk=match.pk)


def _panels(request: HttpRequest, referral: Referral) -> list:
    found, left_out, by_id = queries.suggestions(referral, request.user, on=clock.today())
    propose_url = reverse("admin:volunteers_match_propose", args=[referral.pk])
    return [
        panels.need(referral),
        panels.candidates(found, by_id, propose_url),
        panels.left_out(left_out, by_id),
    ]


def _referral(request: HttpRequest, pk: UUID) -> Referral:
    seen = Referral.objects.visible_to(request.user)
    referral = get_object_or_404(seen.select_related("parent", "programme", "site"), pk=pk)
    if referral.site is None or not roles.can(request.user, roles.WORK_CASES, referral.site):
        raise Http404
    return referral


def _volunteer(request: HttpRequest) -> Volunteer:
    seen = Volunteer.objects.visible_to(request.user)
    try:
        return get_object_or_404(seen, pk=request.POST.get("volunteer"))
    except ValidationError as error:
        raise Http404 from error
