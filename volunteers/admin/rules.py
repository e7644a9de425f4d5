"""The rhythm of each programme: how often we talk, how long we wait, what a mile is worth."""

from django.contrib import admin

from pim.access import roles
from pim.admin.bases import PimModelAdmin
from pim.admin.site import pim_site
from volunteers.admin.weights import WeightsButton
from volunteers.forms.rules import RhythmForm
from volunteers.models import SupportRules


@admin.register(SupportRules, site=pim_site)
class SupportRulesAdmin(WeightsButton, PimModelAdmin):
    """Programme managers set it; coordinators may read it."""

    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.MANAGE_SITES
    list_display = ["programme", "check_in_weeks", "supervision_weeks", "pence_a_mile"]
    ordering = ["programme__name"]
    list_title = "Our rhythm"
    list_intro = "How often we talk with volunteers, how long we wait, what a mile is worth."
    list_empty = "No programme has set its own. Our usual rhythm holds everywhere."
    add_form, add_label = RhythmForm, "Set the rhythm of a programme"
    edit_form = RhythmForm

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme")

    def may(self, user, permission, record=None):
        """Over the whole of the programme: it holds at each of its sites."""
        if permission is None or record is None:
            return super().may(user, permission)
        return roles.can_over(user, permission, programme=record.programme)

    def title(self, rules):
        return f"The rhythm of {rules.programme.name}"
