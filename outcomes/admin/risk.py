"""Answers that somebody must look at, and what was done about each."""

from django.contrib import admin
from django.db.models import F

from outcomes import actions, panels, queries, risk_words
from outcomes.admin.addresses import link_to_referral
from outcomes.models import RiskEvent
from outcomes.queries.risk_handed_on import is_given_on
from outcomes.risk_forms import CloseRiskForm, HandOverRiskForm, RiskStepForm
from pim import clock
from pim.access import roles
from pim.admin.bases import Filter, PimModelAdmin, button
from pim.admin.site import pim_site

STANDING = {
    "open": ("Open", lambda rows: rows.open()),
    "closed": ("Closed", lambda rows: rows.exclude(closed_at=None)),
}


def is_open(event: RiskEvent) -> bool:
    return event.closed_at is None


def nobody_looks(event: RiskEvent) -> bool:
    """Yet: or whoever it was handed to has not said so."""
    return event.acknowledged_at is None or is_given_on(event)


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
        return panels.who(event.response.request)

    @admin.display(description="Stands at")
    def standing(self, event):
        return risk_words.tag(event, clock.now())

    def title(self, event):
        return f"{panels.called(event.response.request)}: an answer that needs you"

    def state(self, event):
        return risk_words.tag(event, clock.now())

    def lead(self, event):
        return risk_words.standing(event, clock.now())

    def why_not(self, event):
        """A button of before: somebody has it by now, or nobody says yet that she looks."""
        if event.acknowledged_at is None:
            return "Say first that you are looking at it."
        standing = risk_words.standing(event, clock.now()).rstrip(".")
        return f"{standing}. Nothing was changed."

    def site_of(self, event):
        return event.response.request.referral.site

    def links(self, request, event):
        return [link_to_referral(event.response.request.referral)]

    def panels(self, request, event):
        return [
            *panels.something_sad(event),
            panels.what_next(event, request.user, clock.now()),
            panels.what_she_answered(event),
            *panels.how_to_reach_her(event),
            panels.steps(event),
            panels.looked_at(event),
        ]

    @button(
        "I am looking at it",
        when=nobody_looks,
        style="primary",
        done="It is yours now. This page says what to do next.",
    )
    def acknowledge(self, event, *, by, now):
        actions.acknowledge_risk(event=event, by=by, now=now)

    @button(
        "Note what you did",
        form=RiskStepForm,
        when=is_open,
        hint="Every call counts, answered or not. Whoever notes something first has it.",
        done="That is noted.",
    )
    def note_step(self, event, **asked):
        actions.add_risk_step(event=event, **asked)

    @button(
        "Hand over",
        form=HandOverRiskForm,
        when=is_open,
        hint="Only those who may see this answer are listed.",
        done="It is handed over, and they are told.",
    )
    def hand_over(self, event, **asked):
        actions.hand_over_risk(event=event, **asked)

    @button(
        "Close with outcome",
        form=CloseRiskForm,
        when=lambda event: event.acknowledged_at is not None and is_open(event),
        done="Closed.",
    )
    def close(self, event, **asked):
        actions.close_risk(event=event, **asked)
