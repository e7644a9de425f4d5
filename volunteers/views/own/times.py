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
from volunteers.views.own.door import GET_OR_POST, active_match, for_volunteers, tried


@for_volunteers
@GET_OR_POST
def times(request: HttpRequest, pk: UUID) -> HttpResponse:
    match, now = active_match(request, pk), clock.now()
    form = TimesForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and tried(
        form,
        actions.offer_times,
        match=match,
        times=form.offered(),
        by=acting(request.user),
        now=now,
    ):
        messages.success(request, "Thank you. We ask her, and you see here which one suits.")
        return redirect("own-times", pk=match.pk)
    words = {"form": form, "match": match, "times": queries.times_of(match, now)}
    return render(request, "volunteers/own/times.html", words)


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
