"""What was asked of whom, and what came back."""

from django.contrib import admin
from django.urls import reverse

from outcomes import actions, panels, queries
from outcomes.admin.addresses import link_to_referral, risk_address
from outcomes.enums import Mode, RequestStatus
from outcomes.forms import EnterAnswersForm, typed_answers
from outcomes.models import QuestionnaireRequest, Response
from pim.access import roles
from pim.admin import panels as admin_panels
from pim.admin.bases import Link, PimModelAdmin, button
from pim.admin.site import pim_site
from referrals.models import Referral

admin_panels.on(Referral, order=40)(panels.of_referral)


def is_open(request: QuestionnaireRequest) -> bool:
    return request.status == RequestStatus.OPEN


@admin.register(QuestionnaireRequest, site=pim_site)
class QuestionnaireRequestAdmin(PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    nav_label = "Questionnaires"
    nav_order = 40
    list_display = ["who", "wave", "standing", "opened_at", "last_day"]
    filters = ["status"]
    ordering = ["-opened_at", "pk"]
    list_empty = "No questionnaire has been asked yet."

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(
            "wave", "referral__parent", "referral__site", "referral__programme"
        )

    @admin.display(description="Who")
    def who(self, asked):
        return panels.called(asked)

    @admin.display(description="Stands at")
    def standing(self, asked):
        return panels.request_tag(asked)

    @admin.display(description="Last day to answer")
    def last_day(self, asked):
        return queries.last_day(asked)

    def title(self, asked):
        return f"{panels.called(asked)}: {asked.wave.get_key_display().lower()}"

    def state(self, asked):
        return panels.request_tag(asked)

    def site_of(self, asked):
        return asked.referral.site

    def links(self, request, asked):
        out = Link("Take her answers out as FHIR", reverse("answers-fhir", args=[asked.pk]))
        may = asked.answered_from_at and roles.can(
            request.user, roles.WORK_CASES, asked.referral.site
        )
        return [link_to_referral(asked.referral), *([out] if may else [])]

    def panels(self, request, asked):
        responses = Response.objects.visible_to(request.user).filter(request=asked)
        return [panels.asked(asked), panels.scores(queries.scores(responses))]

    @button(
        "Enter answers taken by phone",
        form=EnterAnswersForm,
        when=is_open,
        style="primary",
        title="Her answers by phone or on paper",
        done="Her answers are kept, and the link in her message has stopped working.",
    )
    def enter_answers(self, asked, *, mode, by, now, **typed):
        events = actions.enter_answers(
            request=asked, answers=typed_answers(typed), mode=Mode(mode), by=by, now=now
        )
        return risk_address(events[-1]) if events else None
