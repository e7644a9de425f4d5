"""When the two could meet: she offers up to three times, and sees which suits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pim import clock
from pim.access.audit import acting
from volunteers import actions, queries
from volunteers.forms.visiting import TimesForm
from volunteers.models import MeetingTime
from volunteers.notices.support import reaches_her
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried
from volunteers.ways import agreed

WE_ASK_HER = "Thank you. We ask her, and you see here which one suits."
RING_HER = (
    "We cannot write to her. Please ring her yourself, in the way she said is safe, "
    "and tell your coordinator which time suits her."
)
WITH_AN_INTERPRETER = (
    "We cannot write to her, and she needs an interpreter. "
    "Your coordinator rings her with one, and you see here which time suits her."
)


@for_volunteers
@GET_OR_POST
def times(request: HttpRequest, pk: UUID) -> HttpResponse:
    match, now = active_match(request, pk), clock.now()
    ways, her = agreed(match.referral.formats), match.referral.parent
    words = {
        "match": match,
        "times": queries.times_of(match, now),
        "desk": queries.desk_of(request.user),
        "reaches_her": reaches_her(match),
        "with_interpreter": WITH_AN_INTERPRETER if her.needs_interpreter else "",
    }
    if not ways:  # only by text
        return render(request, "volunteers/own/times.html", words)
    form = TimesForm(request.POST if request.method == "POST" else None, ways=ways)
    if form.is_valid() and tried(
        form,
        actions.offer_times,
        match=match,
        times=form.offered(),
        by=acting(request.user),
        now=now,
    ):
        by_phone = words["with_interpreter"] or RING_HER
        messages.success(request, WE_ASK_HER if words["reaches_her"] else by_phone)
        return redirect("own-times", pk=match.pk)
    return render(request, "volunteers/own/times.html", words | {"form": form})


@for_volunteers
@require_POST
def call_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    hers = MeetingTime.objects.to_come(clock.now())
    time = get_object_or_404(
        hers.filter(match__in=queries.matches_of(request.user).active()), pk=pk
    )
    actions.withdraw_time(time=time, by=acting(request.user), now=clock.now())
    messages.success(request, "Called off. Offer other times when you can.")
    return redirect("own-times", pk=time.match_id)
