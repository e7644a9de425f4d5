"""The rhythm of each programme: how often we talk, how long we wait, what a mile is worth."""

from django.contrib import admin
from django.http import Http404
from django.urls import path
from django.views.decorators.http import require_safe

from pim.access import roles
from pim.admin.bases import Link, PimModelAdmin, Summary
from pim.admin.pages import show
from pim.admin.panels import of_form
from pim.admin.site import pim_site
from volunteers.admin.weights import WeightsButton
from volunteers.forms.rules import RhythmForm
from volunteers.models import SupportRules
from volunteers.queries.rules import rules_seen


def rhythms(admin, request):
    return show(
        admin,
        request,
        "volunteers/admin/rhythms.html",
        can_add=admin.has_add_permission(request),
        add_url=admin.address("add"),
        panels=[_rhythm(admin, rules) for rules in rules_seen(request.user)],
    )


def _rhythm(admin, rules) -> Summary:
    """Every figure with what it means. What is usual stands beside what is not."""
    name, usual = rules.programme.name, SupportRules()
    rows = [
        (label, _figure(value, getattr(usual, field)))
        for (label, value), field in zip(of_form(RhythmForm, rules).rows, FIGURES, strict=True)
    ]
    said = "our usual rhythm" if rules._state.adding else "its own rhythm"
    open_it = Link("Open, with the points of matching", admin.address_of(rules), about=name)
    return Summary(f"{name}: {said}", rows, links=[open_it])


FIGURES = [field for field in RhythmForm.Meta.fields if field != "programme"]


def _figure(value: int, usual: int) -> str:
    return str(value) if value == usual else f"{value} (usually {usual})"


@admin.register(SupportRules, site=pim_site)
class SupportRulesAdmin(WeightsButton, PimModelAdmin):
    """Programme managers set it; coordinators may read it."""

    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.MANAGE_SITES
    list_display = ["programme", "check_in_weeks", "supervision_weeks", "pence_a_mile"]
    ordering = ["programme__name"]
    list_title = "Our rhythm"
    list_intro = "How often we talk with volunteers, how long we wait, what a mile is worth."
    add_form, add_label = RhythmForm, "Set the rhythm of a programme"
    edit_form = RhythmForm

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme")

    def get_urls(self):
        """The list shows every programme: most keep to what is usual and have no row."""
        own = path("", require_safe(self._page(rhythms)), name="volunteers_supportrules_changelist")
        return [own, *super().get_urls()]

    def record_or_404(self, request, pk):
        for rules in rules_seen(request.user):
            if str(rules.pk) == pk:
                return rules
        raise Http404

    def may(self, user, permission, record=None):
        """Over the whole of the programme: it holds at each of its sites."""
        if permission is None or record is None:
            return super().may(user, permission)
        return roles.can_over(user, permission, programme=record.programme)

    def title(self, rules):
        return f"The rhythm of {rules.programme.name}"
