"""The coordinator's workplace for mums whose volunteer cannot be there."""

from dataclasses import replace

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.access.audit import Actor
from pim.admin import panels as added
from pim.admin.bases import PimModelAdmin, button
from pim.admin.panels import Link
from pim.admin.site import pim_site
from referrals.queries import uk_date
from volunteers import actions, panels, queries
from volunteers.enums import MatchKind, MatchStatus, WhyCover
from volunteers.forms.cover import PlanForm, SettleForm, StandInForm, WhyForm
from volunteers.models import CoverNeed, Match, Volunteer
from volunteers.naming import couple


def is_open(need: CoverNeed) -> bool:
    return need.settled_at is None


def may_ask(need: CoverNeed) -> bool:
    return is_open(need) and need.covered_by_id is None


def stands_in(match: Match) -> bool:
    return match.kind == MatchKind.COVER and match.status == MatchStatus.ACTIVE


class CoverButtons:
    """On the page of a match."""

    @button(
        "She needs somebody in between",
        form=WhyForm,
        when=lambda match: match.status == MatchStatus.ACTIVE,
        hint="The match stays as it is. Next you plan what happens for her meanwhile.",
        style="aside",
        done="Now plan what happens for her.",
    )
    def plan_for_her(self, match, *, why, by: Actor, now):
        need = actions.raise_cover(match=match, why=why, since_on=uk_date(now), by=by, now=now)
        return need and reverse("admin:volunteers_coverneed_change", args=[need.pk])

    @button(
        "Make her the main volunteer",
        when=stands_in,
        hint=(
            "Both have told you that they would like to go on together. The match with the "
            "volunteer before her ends now. The mum’s support goes on as it is."
        ),
        done="She is the main volunteer now.",
    )
    def make_main(self, match, **asked):
        actions.make_main(match=match, **asked)


@admin.register(CoverNeed, site=pim_site)
class CoverNeedAdmin(PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    show_history = False  # it stands in the history of the match
    list_display = ["who", "why", "since_on", "standing"]
    called = "Plan for a mum"
    list_title = "Mums who need cover"
    list_empty = "Every mum has a volunteer who can be there."
    ordering = ["settled_at", "since_on", "pk"]

    def get_queryset(self, request):
        return queries.with_people(super().get_queryset(request))

    def site_of(self, need):
        return need.match.referral.site

    @admin.display(description="Who")
    def who(self, need):
        return couple(need.match)

    @admin.display(description="Stands at")
    def standing(self, need):
        return panels.cover_tag(need)

    def title(self, need):
        return f"A plan for {need.match.referral.parent.called or 'her'}"

    def state(self, need):
        return panels.cover_tag(need)

    def lead(self, need):
        why = panels.why(need)
        return f"{need.match.volunteer.first_name}: {why[0].lower()}{why[1:]}"

    def links(self, request, need):
        referral = reverse("admin:referrals_referral_change", args=[need.match.referral_id])
        match = reverse("admin:volunteers_match_change", args=[need.match_id])
        return [Link("Her referral", referral), Link("The match", match)]

    def panels(self, request, need):
        return [panels.of_cover(need)]

    def why_not(self, need):
        if is_open(need) and need.covered_by:
            asked = need.covered_by.volunteer.first_name
            return f"{asked} has been asked already. Take that proposal back first to ask another."
        return "This is settled already. Please look at the page again."

    def buttons_for(self, request, need):
        """Who leaves hands over for good; for the others somebody in between comes first."""
        ways = ["hand-over", "find-cover"]
        if need.why != WhyCover.LEAVING:
            ways.reverse()
        found = super().buttons_for(request, need)
        first = [replace(one, style="primary") for one in found if one.key == ways[0]]
        second = [replace(one, style="secondary") for one in found if one.key == ways[1]]
        return [*first, *second, *(one for one in found if one.key not in ways)]

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "Find someone in between",
        form=StandInForm,
        when=may_ask,
        hint=(
            "Another volunteer is there for her until hers is back. First you ask the volunteer, "
            "then the mum, as always."
        ),
        done="The volunteer is asked. Nobody hears a name before both say yes.",
    )
    def find_cover(self, need, *, volunteer, by, now):
        return self._ask(need, volunteer, MatchKind.COVER, by, now)

    @button(
        "Hand over to someone new",
        form=StandInForm,
        when=may_ask,
        hint=(
            "A new volunteer goes on with her. The match with the one before ends on the day on "
            "which both have said yes; until then everything stays as it is."
        ),
        done="The volunteer is asked. Nobody hears a name before both say yes.",
    )
    def hand_over(self, need, *, volunteer, by, now):
        return self._ask(need, volunteer, MatchKind.HANDOVER, by, now)

    def _ask(self, need, volunteer, kind, by, now):
        match = actions.propose(
            referral=need.match.referral,
            volunteer=volunteer,
            kind=kind,
            cover_need=need,
            by=by,
            now=now,
        )
        return reverse("admin:volunteers_match_change", args=[match.pk])

    @button(
        "Write down the plan",
        form=PlanForm,
        when=is_open,
        initial=lambda need: {"plan": need.plan},
        done="The plan is saved.",
    )
    def write_plan(self, need, **asked):
        actions.plan_cover(need=need, **asked)

    @button(
        "It is settled",
        form=SettleForm,
        when=is_open,
        initial=lambda need: {"plan": need.plan},
        done="It is settled, and leaves Today.",
    )
    def settle(self, need, **asked):
        actions.settle_cover(need=need, **asked)


@added.on(Match, order=15)
def cover_of_match(user, match):
    """Only where something was planned."""
    needs = queries.cover_of([match])
    return panels.cover_table(needs) if needs else None


@added.on(Volunteer, order=30)
def her_mums(user, volunteer):
    """Her mums, and what is planned for each. Only for those who see cases."""
    if not roles.can(user, roles.SEE_CASES):
        return None
    return panels.mums_with_plans(queries.mums_with_plans(volunteer, user))
