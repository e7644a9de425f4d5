"""Staff pages about questionnaires: what was asked, what came back, what somebody must look at."""

from django.contrib import admin
from django.db.models import F
from django.urls import reverse

from outcomes import actions, panels, queries
from outcomes.enums import Mode, RequestStatus
from outcomes.forms import CloseRiskForm, EnterAnswersForm, typed_answers
from outcomes.models import QuestionnaireRequest, Response, RiskEvent
from pim import clock
from pim.access import roles
from pim.admin import panels as admin_panels
from pim.admin.bases import Filter, Link, PimModelAdmin, button
from pim.admin.site import pim_site
from referrals.models import Referral

admin_panels.on(Referral, order=40)(panels.of_referral)


def is_open(request: QuestionnaireRequest) -> bool:
    return request.status == RequestStatus.OPEN


def link_to_referral(referral: Referral) -> Link:
    address = reverse("admin:referrals_referral_change", args=[referral.pk])
    return Link("Open her referral", address)


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
        return [link_to_referral(asked.referral)]

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


def risk_address(event: RiskEvent) -> str:
    return reverse("admin:outcomes_riskevent_change", args=[event.pk])


STANDING = {
    "open": ("Open", lambda rows: rows.open()),
    "closed": ("Closed", lambda rows: rows.exclude(closed_at=None)),
}


@admin.register(RiskEvent, site=pim_site)
class RiskEventAdmin(PimModelAdmin):
    see_permission = roles.SEE_RISK
    work_permission = roles.SEE_RISK
    audit_views = True
    nav_label = "Answers that need you"
    nav_order = 5
    list_display = ["who", "standing", "raised_at", "look_by", "owner"]
    filters = [
        Filter(
            "standing",
            "Which",
            lambda user: [(key, label) for key, (label, _) in STANDING.items()],
            lambda rows, key: STANDING[key][1](rows),
        )
    ]
    ordering = [F("closed_at").desc(nulls_first=True), "look_by", "pk"]
    list_intro = "Answers that somebody must look at. Coordinators and safeguarding leads see them."
    list_empty = "There is nothing to look at."

    def get_queryset(self, request):
        return queries.risk_events().visible_to(request.user)

    @admin.display(description="Who")
    def who(self, event):
        return panels.called(event.response.request)

    @admin.display(description="Stands at")
    def standing(self, event):
        return panels.risk_tag(event, clock.now())

    def title(self, event):
        return f"{panels.called(event.response.request)}: an answer that needs you"

    def state(self, event):
        return panels.risk_tag(event, clock.now())

    def lead(self, event):
        return panels.promised(event)

    def site_of(self, event):
        return event.response.request.referral.site

    def links(self, request, event):
        return [link_to_referral(event.response.request.referral)]

    def panels(self, request, event):
        return [
            panels.what_she_answered(event),
            panels.how_to_reach_her(event),
            panels.looked_at(event),
        ]

    @button(
        "I am looking at it",
        when=lambda event: event.acknowledged_at is None,
        style="primary",
        done="It is yours now. Ring her in the way she said is safe.",
    )
    def acknowledge(self, event, *, by, now):
        actions.acknowledge_risk(event=event, by=by, now=now)

    @button(
        "Close with outcome",
        form=CloseRiskForm,
        when=lambda event: event.acknowledged_at is not None and event.closed_at is None,
        done="Closed.",
    )
    def close(self, event, **asked):
        actions.close_risk(event=event, **asked)
