"""The page of the first call: opened, kept while it is typed, saved, or thrown away."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from pim import clock
from pim.access.audit import acting
from pim.admin import pages
from pim.admin.bases import PimModelAdmin
from pim.errors import DomainError
from referrals import actions, call_panels, concern_words, queries
from referrals.actions import Overtaken
from referrals.admin.directory import services
from referrals.enums import OPEN
from referrals.forms.triage import TriageForm
from referrals.models import Referral, Triage


def first_call_fits(referral: Referral) -> bool:
    return referral.status in OPEN and not referral.held_for


class FirstCallPages(PimModelAdmin):
    """Addresses of their own under a referral, for whoever works on it."""

    def get_urls(self) -> list:
        own = [
            ("<str:pk>/first-call/", first_call, "first_call"),
            ("<str:pk>/first-call/draft/", keep, "first_call_draft"),
            ("<str:pk>/first-call/throw-away/", throw_away, "first_call_throw_away"),
            ("<str:pk>/services/", services, "services"),
        ]
        mine = [
            path(route, self._page(view), name=f"{self._name}_{suffix}")
            for route, view, suffix in own
        ]
        return [*mine, *super().get_urls()]


def first_call(admin: PimModelAdmin, request: HttpRequest, pk: str) -> HttpResponse:
    referral = _referral(admin, request, pk)
    if not first_call_fits(referral):
        messages.error(request, admin.why_not(referral))
        return redirect(admin.address_of(referral))
    if request.method == "POST":
        return _save(request, admin, referral)
    pages.note_view(admin, request, referral)
    return _show(request, admin, referral, _opened(referral), seen_at=clock.now())


def keep(admin: PimModelAdmin, request: HttpRequest, pk: str) -> HttpResponse:
    """Keep what was typed so far: for the script an answer in short, else back to the page.

    A GET gives the script a fresh token: signing in again has made the one on its page stale.
    """
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    referral = _referral(admin, request, pk)
    by_script = request.headers.get("Accept") == "application/json"
    try:
        kept = actions.keep_triage_draft(
            referral=referral,
            typed=TriageForm(request.POST, record=referral).typed(),
            seen_at=_seen_at(request),
            by=acting(request.user),
            now=clock.now(),
        )
    except DomainError as error:
        return _not_kept(request, referral, str(error), by_script)
    kept_at = clock_time(kept.draft_at)
    if by_script:
        return JsonResponse({"kept_at": kept_at, "seen_at": kept.draft_at.isoformat()})
    messages.success(request, f"Kept at {kept_at}. It is not saved yet.")
    return redirect("admin:referrals_referral_first_call", referral.pk)


def throw_away(admin: PimModelAdmin, request: HttpRequest, pk: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    referral = _referral(admin, request, pk)
    actions.drop_triage_draft(referral=referral, by=acting(request.user), now=clock.now())
    messages.success(request, "Thrown away. What was saved before is shown again.")
    return redirect("admin:referrals_referral_first_call", referral.pk)


def clock_time(moment: datetime) -> str:
    return time_format(localtime(moment), "H:i")


def _referral(admin: PimModelAdmin, request: HttpRequest, pk: str) -> Referral:
    referral = admin.record_or_404(request, pk)
    if not admin.has_change_permission(request, referral):
        raise Http404
    return referral


def _opened(referral: Referral) -> TriageForm:
    """As somebody left it, else with what we hold."""
    noted = Triage.objects.filter(referral=referral).first()
    if noted and noted.draft_at:
        return TriageForm.as_typed(noted.draft, record=referral)
    return TriageForm(record=referral)


def _save(request: HttpRequest, admin: PimModelAdmin, referral: Referral) -> HttpResponse:
    form, seen_at = TriageForm(request.POST, record=referral), _seen_at(request)
    if form.is_valid():
        now = clock.now()
        try:
            actions.save_triage(
                referral=referral,
                found=form.found(),
                seen_at=seen_at,
                by=acting(request.user),
                now=now,
            )
        except DomainError as error:
            form.add_error(None, str(error))
            seen_at = now if isinstance(error, Overtaken) else seen_at  # she has been told
        else:
            messages.success(request, "The first call is saved.")
            _tell_of_concerns(request, referral, now)
            return redirect(admin.address_of(referral))
    return _show(request, admin, referral, form, seen_at=seen_at or clock.now())


def _tell_of_concerns(request: HttpRequest, referral: Referral, now: datetime) -> None:
    """Whoever ticked a red flag reads at once who knows of it now, and by when it is looked at."""
    for concern in queries.open_concerns_for_her(referral).filter(raised_at=now):
        link = reverse("admin:referrals_concern_change", args=[concern.pk])
        words = concern_words.just_raised(concern, request.user)
        messages.warning(request, format_html('{} <a href="{}">Open the concern</a>', words, link))


def _show(
    request: HttpRequest,
    admin: PimModelAdmin,
    referral: Referral,
    form: TriageForm,
    *,
    seen_at: datetime,
) -> HttpResponse:
    return pages.show(
        admin,
        request,
        "admin/referrals/first_call.html",
        form=form,
        title="The first call",
        about=admin.title(referral),
        before=call_panels.before_the_call(referral),
        noted=form.noted,
        seen_at=seen_at.isoformat(),
        back_url=admin.address_of(referral),
        keep_url=reverse("admin:referrals_referral_first_call_draft", args=[referral.pk]),
        throw_away_url=reverse(
            "admin:referrals_referral_first_call_throw_away", args=[referral.pk]
        ),
        sign_in_url=reverse("account_login"),
    )


def _not_kept(
    request: HttpRequest, referral: Referral, problem: str, by_script: bool
) -> HttpResponse:
    if by_script:
        return JsonResponse({"problem": problem}, status=409)
    messages.error(request, problem)
    return redirect("admin:referrals_referral_first_call", referral.pk)


def _seen_at(request: HttpRequest) -> datetime | None:
    try:
        seen_at = parse_datetime(request.POST.get("seen_at", ""))
    except ValueError:
        return None
    return min(seen_at, clock.now()) if seen_at and seen_at.tzinfo else None
