"""The matching meeting: its draft, what is fixed by hand, and what is published."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pim import clock
from pim.access import roles
from pim.access.audit import acting
from pim.admin.site import pim_site
from pim.errors import DomainError
from volunteers.actions import drafting
from volunteers.actions import meeting as meetings
from volunteers.forms.meeting import NotesForm, PublishForm
from volunteers.models import DraftPair, MatchingMeeting
from volunteers.panels.draft import DraftPage
from volunteers.panels.words import counted
from volunteers.queries.meeting import draft_of
from volunteers.views import in_hand
from volunteers.views.matching_queues import site_or_404

PLACE = re.compile(r"draft|notes|pair-[0-9a-f-]{36}")


def open_one(admin: Any, request: HttpRequest, site_pk: UUID) -> HttpResponse:
    site = site_or_404(request, site_pk, roles.WORK_CASES)
    meeting = meetings.open_meeting(site=site, by=acting(request.user), now=clock.now())
    return redirect("admin:volunteers_meeting", meeting.pk)


def page(admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    return _show(request, _meeting(request, pk, roles.SEE_CASES))


def acts(view: Callable) -> Callable:
    """A view that changes the draft: for who works on cases there. Then the draft is shown, where
    the button was, with all that was ticked and written by then."""

    @wraps(view)
    def guarded(admin: Any, request: HttpRequest, pk: UUID, **more: UUID) -> HttpResponse:
        meeting = _meeting(request, pk, roles.WORK_CASES)
        in_hand.keep(request, meeting)
        address = reverse("admin:volunteers_meeting", args=[pk])
        try:
            answer = view(request, meeting, by=acting(request.user), now=clock.now(), **more)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(address)
        return answer or redirect(address + _where(request))

    return guarded


def _where(request: HttpRequest) -> str:
    """The place on the page at which she goes on."""
    then = request.POST.get("then", "")
    return f"#{then}" if PLACE.fullmatch(then) else ""


@acts
def solve(request: HttpRequest, meeting: MatchingMeeting, **asked: Any) -> None:
    let_go = meetings.solve(meeting=meeting, **asked)
    if let_go:
        those = counted(let_go, "pair that you had fixed", "pairs that you had fixed")
        messages.info(request, f"Solved again, without {those}: it does not fit any more.")
    else:
        messages.success(request, "Solved again. What you fixed or ruled out stays as it is.")


@acts
def fix(request: HttpRequest, meeting: MatchingMeeting, pair_pk: UUID, **asked: Any) -> None:
    drafting.fix_pair(pair=_pair(meeting, pair_pk), **asked)
    messages.success(request, "Fixed. These two stay together when it is solved again.")


@acts
def free(request: HttpRequest, meeting: MatchingMeeting, pair_pk: UUID, **asked: Any) -> None:
    drafting.free_pair(pair=_pair(meeting, pair_pk), **asked)
    messages.success(request, "Not fixed or ruled out any more.")


@acts
def rule_out(request: HttpRequest, meeting: MatchingMeeting, pair_pk: UUID, **asked: Any) -> None:
    drafting.rule_out(pair=_pair(meeting, pair_pk), **asked)
    messages.success(request, "Not these two, in this meeting. Solve again to find somebody else.")


@acts
def other(
    request: HttpRequest, meeting: MatchingMeeting, referral_pk: UUID, **asked: Any
) -> HttpResponse:
    """Off to look for somebody else for her; what is ticked and written waits here."""
    return redirect("admin:volunteers_match_for", referral_pk=referral_pk)


@acts
def publish(request: HttpRequest, meeting: MatchingMeeting, **asked: Any) -> HttpResponse | None:
    name = "shown" if "all" in request.POST else "pairs"
    sent = {"pairs": request.POST.getlist(name)}
    form = PublishForm(sent, pairs=meeting.draftpair_set.all())
    if not form.is_valid():
        return _show(request, meeting, form)
    done = drafting.publish(meeting=meeting, pairs=form.cleaned_data["pairs"], **asked)
    in_hand.put_down(request, "ticked")
    _tell(request, done)
    return None


@acts
def note(request: HttpRequest, meeting: MatchingMeeting, **asked: Any) -> HttpResponse | None:
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _show(request, meeting, form)
    meetings.note(meeting=meeting, words=form.cleaned_data["words"], **asked)
    in_hand.put_down(request, "words")
    messages.success(request, "The note is kept.")
    return None


@acts
def close(request: HttpRequest, meeting: MatchingMeeting, **asked: Any) -> HttpResponse:
    if in_hand.of(request, meeting).words:
        raise DomainError("Your note is not kept yet. Keep it, or empty it, and then close.")
    meetings.close_meeting(meeting=meeting, **asked)
    messages.success(request, "The meeting is closed. You can read it under earlier meetings.")
    return redirect("admin:volunteers_matching_site", meeting.site_id)


def _tell(request: HttpRequest, done: drafting.Published) -> None:
    if done.asked:
        who = counted(done.asked, "volunteer is", "volunteers are")
        messages.success(request, f"{who} asked. No names are told before both say yes.")
    if done.left:
        those = counted(len(done.left), "pair was", "pairs were")
        why = "already proposed, or they do not fit any more; you see it below"
        messages.info(request, f"{those} left: {why}.")


def _show(
    request: HttpRequest, meeting: MatchingMeeting, form: PublishForm | NotesForm | None = None
) -> HttpResponse:
    """The draft; with a form, as it was sent and what is wrong with it."""
    draft = draft_of(meeting, request.user, now=clock.now())
    is_open, held = meeting.closed_at is None, in_hand.of(request, meeting)
    return pim_site.show(
        request,
        "volunteers/admin/matching/meeting.html",
        meeting=meeting,
        page=DraftPage(draft, held.ticked, held.lost),
        form=form,
        notes_form=form
        if isinstance(form, NotesForm)
        else NotesForm(initial={"words": held.words}),
        may_work=is_open and roles.can(request.user, roles.WORK_CASES, meeting.site),
    )


def _meeting(request: HttpRequest, pk: UUID, permission: str) -> MatchingMeeting:
    seen = MatchingMeeting.objects.visible_to(request.user)
    meeting = seen.select_related("site__programme", "opened_by").filter(pk=pk).first()
    if meeting is None or not roles.can(request.user, permission, meeting.site):
        raise Http404
    return meeting


def _pair(meeting: MatchingMeeting, pk: UUID) -> DraftPair:
    pair = meeting.draftpair_set.select_related("meeting").filter(pk=pk).first()
    if pair is None:
        raise DomainError("The draft has changed meanwhile. Please look at it again.")
    return pair
