"""Log a session: few taps, kept while it is typed, sent once."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
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
from volunteers.models import HomeVisit, Match, Session, SessionDraft
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried


@for_volunteers
@GET_OR_POST
def log_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    draft = queries.log_begun(match)
    is_sent = request.method == "POST"
    form = _typed(match, request.POST) if is_sent else _opened(match, draft)
    twin = _twin(match, form) if is_sent else None
    if twin:  # asked once: the next tap saves it
        again = request.POST.copy()
        again["another"] = "yes"
        form = _typed(match, again)
    elif is_sent and _sent(request, match, form):
        return redirect("staff-home")
    form.keep_at(reverse("own-log-draft", args=[match.pk]), sign_in=reverse("account_login"))
    words = {"form": form, "match": match, "draft": None if is_sent else draft, "twin": twin}
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


@for_volunteers
@GET_OR_POST
def wrong(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She logged it by mistake: asked once, then it counts nowhere."""
    mine = queries.may_be_wrong(request.user, now=clock.now())
    session = get_object_or_404(mine, pk=pk)
    if request.method != "POST":
        return render(request, "volunteers/own/wrong_session.html", {"session": session})
    actions.withdraw_session(session=session, by=acting(request.user), now=clock.now())
    messages.success(request, "Taken out. It does not count any more.")
    return redirect("own-sessions")


def _typed(match: Match, typed: QueryDict) -> SessionForm:
    return SessionForm(typed, since=uk_date(match.proposed_at))


def _twin(match: Match, form: SessionForm) -> Session | None:
    """What she seems to have logged already, unless she has been asked or tapped twice."""
    if not form.is_valid() or form.cleaned_data["another"]:
        return None
    said = form.cleaned_data
    if queries.is_sent(said["session_id"]):
        return None
    alike = {"held_on": said["held_on"], "kind": said["kind"], "besides": said["session_id"]}
    return queries.like_it_lately(match, **alike, now=clock.now())


def _sent(request: HttpRequest, match: Match, form: SessionForm) -> bool:
    if not form.is_valid():
        return False
    by, now = acting(request.user), clock.now()
    form.cleaned_data.pop("another")
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
    likely = {"kind": last.kind, "minutes": last.minutes} if last else {}
    if queries.is_logged_on(match, clock.today()):
        likely["attendance"] = None  # a second one the same day is hers to say
    return SessionForm(initial=likely)


def _as_visited(visit: HomeVisit) -> dict:
    minutes = visit_rules.minutes_inside(visit.started_at, visit.out_at)
    day = uk_date(visit.started_at)
    return {"kind": SessionKind.HOME, "held_on": day, "minutes": minutes}


def _as_id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
