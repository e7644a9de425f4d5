"""Which checks a programme asks for, and what has been seen of a volunteer."""

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin import panels as added
from pim.admin.bases import PimModelAdmin, Summary, button
from pim.admin.panels import Link
from pim.admin.site import pim_site
from pim.enums import Nation
from pim.models import Programme
from volunteers import actions, queries
from volunteers.check_rules import DEFAULTS, TO_CONFIRM, Rule
from volunteers.enums import CheckKind, CheckLevel, VolunteerRole
from volunteers.forms.checks import ChangeRuleForm, CheckForm, CheckRuleForm, WithdrawCheckForm
from volunteers.models import CheckRule, Volunteer

NOTHING_SET = "Nothing is set here, so the usual rules hold."


class CheckButtons:
    """On a volunteer's page."""

    @button("Record a check", form=CheckForm, done="The check is noted as seen by you.")
    def record_check(self, volunteer, **asked):
        actions.record_check(volunteer=volunteer, **asked)

    @button(
        "A check was entered wrongly",
        form=WithdrawCheckForm,
        when=lambda volunteer: bool(queries.newest_checks(volunteer)),
        done="It is marked as entered wrongly, and does not count any more.",
        style="aside",
    )
    def withdraw_check(self, volunteer, **asked):
        actions.withdraw_check(**asked)


def usual_rules() -> str:
    """What holds where nothing is set, in one sentence a nation."""
    usual = {nation: DEFAULTS[nation, VolunteerRole.ONE_TO_ONE] for nation in Nation}
    said = [f"{nation.label}: {_said(rule)}." for nation, rule in usual.items()]
    return f"Where nothing is set, this holds. {' '.join(said)} {TO_CONFIRM}"


def _said(rule: Rule) -> str:
    level = "" if rule.kind == CheckKind.PVG else f", {CheckLevel(rule.level).label.lower()}"
    return f"{CheckKind(rule.kind).label}{level}, every {rule.months} months"


@admin.register(CheckRule, site=pim_site)
class CheckRuleAdmin(PimModelAdmin):
    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.MANAGE_SITES
    list_display = ["whom", "check_asked", "again", "programme", "decided_at"]
    ordering = ["programme__name", "nation", "role"]
    list_title = "Which checks we ask for"
    list_intro = usual_rules()
    list_empty = NOTHING_SET
    add_form, add_label = CheckRuleForm, "Set a rule"
    edit_form, edit_label = ChangeRuleForm, "Change this rule"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme", "decided_by")

    def may(self, user, permission, record=None):
        """Over the whole of its programme."""
        if permission is None or record is None:
            mine = Programme.objects.where(user, permission) if permission else None
            return bool(mine and mine.exists())
        return roles.can_over(user, permission, programme=record.programme)

    @admin.display(description="For whom")
    def whom(self, rule):
        return f"{rule.get_nation_display()}: {rule.get_role_display().lower()}"

    @admin.display(description="Check")
    def check_asked(self, rule):
        return f"{rule.get_kind_display()}, {rule.get_level_display().lower()}"

    @admin.display(description="Done again")
    def again(self, rule):
        return f"every {rule.months} months" if rule.months else "never"

    def title(self, rule):
        return self.whom(rule)

    def lead(self, rule):
        return rule.programme.name

    def panels(self, request, rule):
        return [
            Summary(
                "What we ask for",
                [
                    ("Check", rule.get_kind_display()),
                    ("Level, at least", rule.get_level_display()),
                    ("Done again", self.again(rule)),
                    ("Why", rule.reason),
                    ("Decided by", rule.decided_by.name),
                    ("Decided", rule.decided_at),
                ],
            )
        ]

    def add(self, form, *, by, now):
        return actions.set_check_rule(**form.cleaned_data, by=by, now=now)

    def edit(self, rule, form, *, by, now):
        whom = {name: getattr(rule, name) for name in ("programme", "nation", "role")}
        actions.set_check_rule(**whom, **form.cleaned_data, by=by, now=now)


@added.way_on(Volunteer)
def to_the_rules(user, volunteer):
    return Link("Which checks we ask for", reverse("admin:volunteers_checkrule_changelist"))
