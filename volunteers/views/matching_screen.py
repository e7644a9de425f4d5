"""One mum who waits, and everyone who could be there for her, with reasons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from pim import clock
from pim.access import audit, roles
from pim.access.audit import acting
from pim.admin import panels
from pim.admin.site import pim_site
from pim.errors import DomainError
from referrals.actions.widening import widen_wishes
from referrals.enums import Status
from referrals.models import Referral
from volunteers import actions
from volunteers.actions.beside import SHE_HAS_DIED, has_died
from volunteers.actions.drafting import choose_other
from volunteers.forms.apart import ApartForm
from volunteers.forms.meeting import AlsoForm
from volunteers.matching import broken_rules
from volunteers.models import Volunteer
from volunteers.naming import name_of
from volunteers.panels.comparing import comparison
from volunteers.panels.in_draft import InDraft
from volunteers.panels.matching_screen import ASK_HER_FIRST, Page
from volunteers.queries.meeting import open_meeting_of
from volunteers.queries.one_mum import (
    Matching,
    in_the_draft,
    last_talks,
    live_match_of,
    matching_for,
)
from volunteers.views import in_hand

ASKED = "The volunteer is asked. She hears no name before both say yes."


def screen(admin: Any, request: HttpRequest, referral_pk: UUID) -> HttpResponse:
    """Whoever sees her case may look; to propose needs to work on it."""
    referral, now = _referral(request, referral_pk, roles.SEE_CASES), clock.now()
    if referral.status != Status.WAITING:
        messages.info(request, "She is not waiting for a volunteer.")
        return redirect("admin:referrals_referral_change", referral.pk)
    if has_died(referral):
        messages.info(request, SHE_HAS_DIED)
        return redirect("admin:referrals_referral_change", referral.pk)
    audit.record(by=acting(request.user), action="matching.viewed", target=referral, now=now)
    may_work = roles.can(request.user, roles.WORK_CASES, referral.site)
    found = matching_for(referral, request.user, now=now)
    best = [found.by_id[one.offer.volunteer] for one in found.found]
    asked = live_match_of(referral, request.user)
    meeting = open_meeting_of(referral.site)
    in_draft = InDraft(referral, in_the_draft(meeting))
    page = Page(referral, found, meeting, asked, may_work, in_draft)
    return pim_site.show(
        request,
        "volunteers/admin/matching/one_mum.html",
        page=page,
        first=panels.first(request.user, referral),
        compared=comparison(referral, found, in_draft, last_talks(best), sees_all=may_work),
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
    messages.success(request, ASKED)
    return redirect("admin:volunteers_match_change", pk=match.pk)


def choose(admin: Any, request: HttpRequest, referral_pk: UUID) -> HttpResponse:
    """Into the draft of the open meeting, fixed by hand."""
    referral, volunteer = _referral(request, referral_pk), _volunteer(request)
    meeting = open_meeting_of(referral.site)
    try:
        if meeting is None:
            raise DomainError("No meeting is open. Open one first.")
        chosen = choose_other(
            meeting=meeting,
            referral=referral,
            volunteer=volunteer,
            by=acting(request.user),
            now=clock.now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("admin:volunteers_match_for", referral_pk=referral.pk)
    messages.success(request, "She is in the draft with this volunteer, fixed by hand.")
    in_hand.lost(request, meeting, chosen.lost)
    if chosen.lost:
        messages.info(request, "Somebody has lost this volunteer in the draft: see who, below.")
    return redirect("admin:volunteers_meeting", meeting.pk)


def apart(admin: Any, request: HttpRequest, referral_pk: UUID, volunteer_pk: UUID) -> HttpResponse:
    """Do not put these two together, and why."""
    referral, volunteer = _pair(request, referral_pk, volunteer_pk)
    form = ApartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.keep_apart(
            referral=referral,
            volunteer=volunteer,
            by=acting(request.user),
            now=clock.now(),
            **form.cleaned_data,
        )
        messages.success(request, "Noted. These two are not put together, and neither is told.")
        return redirect("admin:volunteers_match_for", referral_pk=referral.pk)
    hint = "It holds from now on, also in later meetings, until you lift it. Neither is told."
    return _form_page(request, form, referral, volunteer, "Do not put these two together", hint)


def also(admin: Any, request: HttpRequest, referral_pk: UUID, volunteer_pk: UUID) -> HttpResponse:
    """She agrees to something that makes this volunteer fit."""
    referral, volunteer = _pair(request, referral_pk, volunteer_pk)
    found = matching_for(referral, request.user, now=clock.now())
    rule, offer = _only_rule_in_the_way(found, volunteer)
    sent = request.POST if request.method == "POST" else None
    form = AlsoForm(sent, need=found.need, offer=offer, rule=rule)
    if form.is_valid():
        widen_wishes(
            referral=referral,
            interpreter=rule == "language",
            by=acting(request.user),
            now=clock.now(),
            **form.cleaned_data | {"days": [int(day) for day in form.cleaned_data.get("days", [])]},
        )
        messages.success(request, "Noted. Look at the list again.")
        return redirect("admin:volunteers_match_for", referral_pk=referral.pk)
    hint = ASK_HER_FIRST[rule]
    return _form_page(request, form, referral, volunteer, "She agrees to more", hint)


def _only_rule_in_the_way(found: Matching, volunteer: Volunteer):
    """What she could agree to; 404 where there is nothing, or more than one thing."""
    key = str(volunteer.pk)
    offer = next((one.offer for one in found.left_out if one.offer.volunteer == key), None)
    broken = broken_rules(found.need, offer) if offer else []
    if len(broken) != 1 or broken[0].key not in ASK_HER_FIRST:
        raise Http404
    return broken[0].key, offer


def _form_page(
    request: HttpRequest, form: Any, referral: Referral, volunteer: Volunteer, title: str, hint: str
) -> HttpResponse:
    return pim_site.show(
        request,
        "admin/form.html",
        form=form,
        title=title,
        hint=hint,
        about=f"{referral.parent.called} and {name_of(volunteer)}",
        back_url=reverse("admin:volunteers_match_for", args=[referral.pk]),
    )


def _referral(request: HttpRequest, pk: UUID, permission: str = roles.WORK_CASES) -> Referral:
    seen = Referral.objects.visible_to(request.user)
    with_site = seen.select_related("parent", "programme", "site__programme")
    referral = get_object_or_404(with_site, pk=pk)
    if referral.site is None or not roles.can(request.user, permission, referral.site):
        raise Http404
    return referral


def _pair(
    request: HttpRequest, referral_pk: UUID, volunteer_pk: UUID
) -> tuple[Referral, Volunteer]:
    seen = Volunteer.objects.visible_to(request.user)
    return _referral(request, referral_pk), get_object_or_404(seen, pk=volunteer_pk)


def _volunteer(request: HttpRequest) -> Volunteer:
    seen = Volunteer.objects.visible_to(request.user)
    try:
        return get_object_or_404(seen, pk=request.POST.get("volunteer"))
    except ValidationError as error:
        raise Http404 from error
