"""Log a session: few taps, kept while it is typed, sent once."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from referrals.queries import uk_date
from volunteers import actions, queries, visit_rules
from volunteers.enums import SessionKind
from volunteers.forms.own import SessionForm
from volunteers.models import HomeVisit, Match, SessionDraft
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried


@for_volunteers
@GET_OR_POST
def log_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    draft = SessionDraft.objects.filter(match=match).first()
    form = SessionForm(request.POST) if request.method == "POST" else _opened(match, draft)
    if form.is_bound and request.method == "POST" and _sent(request, match, form):
        return redirect("staff-home")
    form.keep_at(reverse("own-log-draft", args=[match.pk]), sign_in=reverse("account_login"))
    words = {"form": form, "match": match, "draft": draft if request.method != "POST" else None}
    return render(request, "volunteers/own/log_session.html", words)


@for_volunteers
@GET_OR_POST
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what is typed. A GET gives the script a fresh token, as signing in anew made one."""
    match = active_match(request, pk)
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    try:
        draft = actions.keep_session_draft(
            match=match,
            typed=SessionForm(request.POST).typed(),
            session_id=_as_id(request.POST.get("session_id", "")),
            by=acting(request.user),
            now=clock.now(),
        )
    except DomainError as error:
        return JsonResponse({"problem": str(error)}, status=409)
    return JsonResponse({"kept_at": time_format(localtime(draft.saved_at), "H:i")})


def _sent(request: HttpRequest, match: Match, form: SessionForm) -> bool:
    if not form.is_valid():
        return False
    by, now = acting(request.user), clock.now()
    if not tried(form, actions.log_session, match=match, **form.cleaned_data, by=by, now=now):
        return False
    hard = form.cleaned_data["was_hard"]
    messages.success(request, "Saved. Thank you. We ring you." if hard else "Saved. Thank you.")
    return True


def _opened(match: Match, draft: SessionDraft | None) -> SessionForm:
    """As she left it; else as her last visit was; else as it was last time, today."""
    if draft and draft.answers:
        return SessionForm.as_typed(draft.answers)
    if visit := queries.visit_to_log(match):
        return SessionForm(initial=_as_visited(visit))
    last = queries.last_happened(match)
    return SessionForm(initial={"kind": last.kind, "minutes": last.minutes} if last else {})


def _as_visited(visit: HomeVisit) -> dict:
    minutes = visit_rules.minutes_inside(visit.started_at, visit.out_at)
    day = uk_date(visit.started_at)
    return {"kind": SessionKind.HOME, "held_on": day, "minutes": minutes}


def _as_id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
