"""One person who knows a volunteer, and what she or he says. For coordinators alone."""

from django.contrib import admin

from pim.access import roles
from pim.admin.bases import Link, PimModelAdmin, Tag, button
from pim.admin.site import pim_site
from volunteers import actions, panels
from volunteers.forms.references import AnswersForm, JudgeForm, RefereeForm
from volunteers.models import Reference
from volunteers.naming import name_of
from volunteers.panels.joining import reference_tag
from volunteers.panels.shared import address_of


def is_open(reference: Reference) -> bool:
    return reference.answered_at is None and reference.replaced_at is None


def has_come(reference: Reference) -> bool:
    return reference.answered_at is not None and reference.replaced_at is None


def may_be_replaced(reference: Reference) -> bool:
    return reference.replaced_at is None and reference.verdict != "fine"


@admin.register(Reference, site=pim_site)
class ReferenceAdmin(PimModelAdmin):
    see_permission = roles.WORK_VOLUNTEERS
    work_permission = roles.WORK_VOLUNTEERS
    audit_views = True
    show_history = False  # what is done with it stands in hers
    list_title = "References"
    list_display = ["who", "about", "standing"]
    ordering = ["-named_at", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("volunteer__site", "judged_by")

    def site_of(self, reference):
        return reference.volunteer.site

    @admin.display(description="Who")
    def who(self, reference):
        return reference.name or "Erased"

    @admin.display(description="About")
    def about(self, reference):
        return name_of(reference.volunteer)

    @admin.display(description="Stands at")
    def standing(self, reference):
        return reference_tag(reference)

    def title(self, reference):
        return f"{reference.name or 'Erased'} about {name_of(reference.volunteer)}"

    def state(self, reference) -> Tag:
        return reference_tag(reference)

    def lead(self, reference):
        return "In confidence. She never sees it."

    def links(self, request, reference):
        return [Link("Her page", address_of(reference.volunteer))]

    def panels(self, request, reference):
        return panels.of_reference(reference)

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "What do you make of it?",
        form=JudgeForm,
        when=has_come,
        style="primary",
        initial=lambda reference: {"verdict": reference.verdict, "note": reference.note},
        done="Saved.",
    )
    def judge(self, reference, **asked):
        actions.judge_reference(reference=reference, **asked)

    @button(
        "Send the questions",
        when=lambda reference: is_open(reference) and reference.email and not reference.asked_at,
        hint="They get an e-mail with a link to four short questions, and one reminder in a week.",
        style="primary",
        done="They are asked.",
    )
    def ask(self, reference, **asked):
        actions.ask_reference(reference=reference, **asked)

    @button(
        "Note what they say by phone",
        form=AnswersForm,
        when=is_open,
        done="Noted. Say what you make of it.",
    )
    def answer(self, reference, **asked):
        actions.answer_reference(reference=reference, **asked)

    @button(
        "Name someone else instead",
        form=RefereeForm,
        when=may_be_replaced,
        hint="What was said stays here, and counts no more.",
        done="Saved. They are not asked yet.",
    )
    def name_another(self, reference, **asked):
        another = actions.name_another(reference=reference, **asked)
        return self.address_of(another)
