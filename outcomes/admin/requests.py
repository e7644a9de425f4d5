"""What was asked of whom, and what came back."""

from django.contrib import admin
from django.urls import reverse

from outcomes import actions, panels, queries
from outcomes.admin.addresses import link_to_referral
from outcomes.admin.entering import EntryPages
from outcomes.enums import Mode, RequestStatus
from outcomes.models import QuestionnaireRequest, Response
from outcomes.panels import research  # noqa: F401  registers itself
from outcomes.panels import worse as worse_panel  # noqa: F401  registers itself
from outcomes.queries import worse
from pim import clock
from pim.access import roles
from pim.admin import panels as admin_panels
from pim.admin.bases import Link, button
from pim.admin.site import pim_site
from referrals.models import Referral

admin_panels.on(Referral, order=40)(panels.of_referral)


@admin_panels.way_on(Referral)
def type_in(user, referral) -> Link | None:
    """From the page of a referral: any printed form she filled in, or that is asked by phone."""
    if referral.held_for or not roles.can(user, roles.WORK_CASES, referral.site):
        return None
    address = reverse("admin:outcomes_questionnairerequest_type_in", args=[referral.pk])
    return Link("Type in a paper form", address)


def is_open(request: QuestionnaireRequest) -> bool:
    return request.status == RequestStatus.OPEN and request.wave_id is not None


@admin.register(QuestionnaireRequest, site=pim_site)
class QuestionnaireRequestAdmin(EntryPages):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    nav_label = "Questionnaires"
    nav_order = 40
    list_display = ["who", "when", "standing", "opened_at", "last_day"]
    filters = ["status"]
    ordering = ["-opened_at", "pk"]
    list_empty = "No questionnaire has been asked yet."

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(
            "wave", "referral__parent", "referral__site", "referral__programme"
        )

    def list_links(self, request):
        return [Link("Whose time is running out", self.address("to_rescue"))]

    @admin.display(description="Who")
    def who(self, asked):
        return panels.who(asked)

    @admin.display(description="When")
    def when(self, asked):
        return panels.occasion(asked)

    @admin.display(description="Stands at")
    def standing(self, asked):
        return panels.request_tag(asked)

    @admin.display(description="Last day to answer")
    def last_day(self, asked):
        return queries.last_day(asked)

    def title(self, asked):
        return f"{panels.called(asked)}: {panels.occasion(asked).lower()}"

    def state(self, asked):
        return panels.request_tag(asked)

    def site_of(self, asked):
        return asked.referral.site

    def links(self, request, asked):
        hers = [link_to_referral(asked.referral)]
        if not roles.can(request.user, roles.WORK_CASES, asked.referral.site):
            return hers
        out = Link("Take her answers out as FHIR", reverse("answers-fhir", args=[asked.pk]))
        return [*self._to_type(asked), *hers, *([out] if asked.answered_from_at else [])]

    def _to_type(self, asked):
        """Where she is rung, or her paper lies here; or what was typed wrongly an hour ago."""
        if is_open(asked):
            there = self.address("fill_in", asked.pk)
            yield Link("Ring and fill in together", f"{there}?mode={Mode.PHONE}", "primary")
            yield Link("Type in a paper form", f"{there}?mode={Mode.PAPER}")
        elif asked.status == RequestStatus.OPEN:
            (instrument,) = queries.instruments_of(asked)
            there = self.address("besides", asked.referral_id, instrument.key)
            yield Link("Go on typing", there, "primary")
        elif actions.may_be_put_right(asked, clock.now()) and queries.begun_by_staff(asked):
            yield Link("Put a slip right", self.address("put_right", asked.pk))

    def panels(self, request, asked):
        responses = Response.objects.visible_to(request.user).filter(request=asked)
        may_read = roles.can(request.user, roles.WORK_CASES, asked.referral.site)
        return [
            panels.asked(asked),
            *(panels.kept_unfinished(asked) if may_read else []),
            panels.scores(queries.scores(responses)),
        ]

    @button(
        "She would rather not",
        when=is_open,
        hint=(
            "She has told you so. Nothing more is sent about these questions, and nobody rings "
            "her about them. Her support goes on as it is."
        ),
        done="Noted. Nothing more is sent about these questions.",
    )
    def let_it_be(self, asked, *, by, now):
        actions.refuse(request=asked, by=by, now=now)

    @button(
        "This was not hers",
        when=actions.may_be_taken_out,
        style="warning",
        hint=(
            "What was typed in here belongs to somebody else. It leaves her scores, her history "
            "and every count. What was raised because of an answer stays, until somebody looked."
        ),
        done="It is taken out. Type it in for whoever it belongs to.",
    )
    def take_out(self, asked, *, by, now):
        actions.take_out(request=asked, by=by, now=now)

    @button(
        "I have read what she wrote",
        when=worse.waits,
        done="Noted. It has left Today; her words stay here.",
    )
    def read_worse(self, asked, *, by, now):
        actions.note_worse_read(request=asked, by=by, now=now)
