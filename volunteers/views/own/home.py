"""The first page of a volunteer: what needs her now, her mums, and ways to everything else."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pim import clock
from pim.access import roles
from referrals.queries import raised_by
from volunteers import queries
from volunteers.enums import MatchStatus
from volunteers.views.own import resting, visits
from volunteers.views.own.needs import needs_of


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A volunteer's page. Those who work in the admin are sent there."""
    user, now = request.user, clock.now()
    if user.is_staff and not roles.can(user, roles.SUPPORT_MUMS):
        return redirect("admin:index")
    live = list(queries.matches_of(user).order_by("status_since", "pk"))
    asked = queries.proposals_of(user, now=now).order_by("proposed_at", "pk")
    her, going_on = queries.volunteer_of(user), queries.visit_going_on(user)
    words = {
        "her": her,
        "going_on": visits.about(going_on) if going_on else None,
        "needs": needs_of(user, her, live, now),
        "being_asked": asked.filter(volunteer_agreed_at__isnull=False),
        "visits": visits.later_than_today(user, now),
        "agreed_times": queries.agreed_times(user, now),
        "mums": [match for match in live if match.status == MatchStatus.ACTIVE],
        "resting": queries.resting(live),
        "gone": queries.not_going_ahead(user, now=now),
        "ended": queries.changed_lately(user, now=now),
        "to_look_back_on": queries.looked_back_on_lately(user, now=now),
        "desk": her.site if her else None,
        "raised": raised_by(user)[:3],
        "now": now,
    }
    return render(request, "volunteers/own/home.html", words | resting.standing(her))
