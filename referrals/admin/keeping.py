"""What is due to be erased this month: one person asks, for a page of records at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from pim import clock, retention
from pim.access import roles, second_factor
from pim.access.audit import acting
from pim.admin.site import get_or_post, pim_site
from referrals import actions, queries
from referrals.forms.rights import TimeIsOverForm

ON_A_PAGE = 25


def due(request: HttpRequest) -> HttpResponse:
    if not roles.can(request.user, roles.SEE_ERASURES):
        raise Http404
    if request.method == "POST" and (first := second_factor.ask_again(request)):
        return first
    rows = queries.time_is_over(request.user, clock.today())
    form = TimeIsOverForm(request.POST or None, referrals=rows[:ON_A_PAGE])
    if form.is_valid():
        return _ask(request, form.chosen())
    context = {
        "form": form,
        "count": rows.count(),
        "on_a_page": ON_A_PAGE,
        "by": retention.end_of_month(clock.today()),
        "lasts": retention.in_words(retention.months_of("case")),
        "lasts_longer": retention.in_words(retention.months_of("concern")),
        "is_confirmed": retention.is_confirmed("case"),
    }
    return TemplateResponse(
        request, "referrals/admin/due.html", pim_site.each_context(request) | context
    )


def _ask(request: HttpRequest, referrals: list) -> HttpResponse:
    refused = actions.ask_erasures(referrals=referrals, by=acting(request.user), now=clock.now())
    asked = len(referrals) - len(refused)
    messages.success(request, f"A second person is asked about {asked}.")
    for reference, why in refused.items():
        messages.error(request, f"{reference}: {why}")
    return redirect("due-to-be-erased")


urls = [
    path("admin/retention/due/", pim_site.admin_view(get_or_post(due)), name="due-to-be-erased")
]
