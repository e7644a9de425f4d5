"""A visit to a mum's home: planned, begun, and over when she says that she is out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from pim.models import User
from referrals.queries import uk_date
from volunteers import actions, queries, visit_rules
from volunteers.enums import MatchStatus
from volunteers.forms.visiting import VisitForm
from volunteers.models import HomeVisit
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried
from volunteers.ways import may_come_home

DONE: dict[str, tuple[Callable, str]] = {
    "start": (actions.start_visit, "You are in. Press “I am out” when you have left."),
    "out": (actions.check_out, "Good. We know that you are out."),
    "longer": (actions.lengthen_visit, "Half an hour longer."),
    "call-off": (actions.call_off_visit, "This visit is called off."),
}


@for_volunteers
@GET_OR_POST
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = active_match(request, pk)
    words = {"match": match, "desk": queries.desk_of(request.user)}
    if not may_come_home(match.referral.formats):
        return render(request, "volunteers/own/not_at_home.html", words)
    form = VisitForm(request.POST if request.method == "POST" else None)
    by, now = acting(request.user), clock.now()
    if form.is_valid() and tried(
        form, actions.plan_visit, match=match, **form.planned(), by=by, now=now
    ):
        newest = queries.visits_of(request.user).planned().filter(match=match)
        return redirect("own-visit", pk=newest.latest("planned_at").pk)
    return render(request, "volunteers/own/plan_visit.html", words | {"form": form})


@for_volunteers
@require_safe
def visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who answers, what happens if she forgets, and the one button that is next."""
    shown, now = _own(request, pk), clock.now()
    words = about(shown) | {
        "can_start": queries.is_her_day(shown, now),
        "can_stay": shown.stayed_longer < visit_rules.MOST_LONGER,
        "parent": _parent(shown),
        "desk": queries.desk_of(request.user),
    }
    return render(request, "volunteers/own/visit.html", words)


@for_volunteers
@require_POST
def do(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    if verb not in DONE:
        raise Http404
    mine, (action, said) = _own(request, pk), DONE[verb]
    try:
        action(visit=mine, by=acting(request.user), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("own-visit", pk=pk)
    messages.success(request, said)
    stays = verb in ("start", "longer")
    return redirect("own-visit", pk=pk) if stays else redirect("staff-home")


def about(shown: HomeVisit) -> dict:
    """What the page of a visit and the first page say of it."""
    answers = queries.who_will_answer(shown)
    return {
        "visit": shown,
        "answers": answers.name.split()[0] if answers and answers.name else "",
        "grace": queries.grace_of(shown),
        "goes_off_at": queries.goes_off_at(shown),
    }


def later_than_today(user: User, now: datetime) -> list[HomeVisit]:
    """Each with whether ``somebody_answers``; today's stand among what needs her now."""
    to_come = queries.visits_to_come(user, uk_date(now) + timedelta(days=1))
    return [with_answer(visit) for visit in to_come]


def with_answer(visit: HomeVisit) -> HomeVisit:
    visit.somebody_answers = queries.who_will_answer(visit) is not None
    return visit


def _own(request: HttpRequest, pk: UUID) -> HomeVisit:
    """Hers. When the match has ended only a visit that still goes on stays, without a name."""
    mine = get_object_or_404(queries.visits_of(request.user), pk=pk)
    is_over = mine.out_at or mine.called_off_at or mine.settled_at
    goes_on = mine.started_at and not is_over
    if is_over or not (goes_on or mine.match.status == MatchStatus.ACTIVE):
        raise Http404
    return mine


def _parent(shown: HomeVisit):
    """None as soon as the match has ended."""
    is_hers = shown.match.status == MatchStatus.ACTIVE
    return shown.match.referral.parent if is_hers else None
