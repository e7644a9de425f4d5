"""The first page of a volunteer."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pim import clock
from pim.access import roles
from referrals.queries import raised_by
from volunteers import queries
from volunteers.enums import MatchStatus
from volunteers.wording import HAS_ENDED, NOT_GOING_AHEAD


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A volunteer's page. Those who work in the admin are sent there."""
    user = request.user
    if user.is_staff and not roles.can(user, roles.SUPPORT_MUMS):
        return redirect("admin:index")
    live = list(queries.matches_of(user).order_by("status_since", "pk"))
    words = {
        "proposals": [match for match in live if match.status == MatchStatus.PROPOSED],
        "mums": [match for match in live if match.status == MatchStatus.ACTIVE],
        "gone": queries.not_going_ahead(user, now=clock.now()),
        "not_going_ahead": NOT_GOING_AHEAD,
        "ended": queries.changed_lately(user, now=clock.now()),
        "has_ended": HAS_ENDED,
        "desk": queries.desk_of(user),
        "raised": raised_by(user)[:3],
        "now": clock.now(),
    }
    return render(request, "volunteers/own/home.html", words)
