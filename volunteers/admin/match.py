"""The coordinator's workplace for matches."""

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin import panels as added
from pim.admin.bases import Link, PimModelAdmin, button
from pim.admin.site import pim_site
from referrals.enums import Means
from referrals.models import Referral
from volunteers import actions, panels, queries
from volunteers.admin import matching
from volunteers.admin.apart import ApartButtons, is_kept_apart
from volunteers.admin.conditions import stands_at
from volunteers.admin.cover import CoverButtons
from volunteers.admin.supporting import SupportButtons, lead_of
from volunteers.enums import LIVE, MatchStatus
from volunteers.forms import desk
from volunteers.forms.desk_session import DeskSessionForm
from volunteers.models import Match
from volunteers.naming import couple
from volunteers.panels.best import who_fits_best


def said_yes(match: Match) -> bool:
    return match.volunteer_agreed_at is not None


def asks_volunteer(match: Match) -> bool:
    return match.status == MatchStatus.PROPOSED and not said_yes(match)


def asks_her(match: Match) -> bool:
    return match.status == MatchStatus.PROPOSED and said_yes(match)


def has_unseen_note(match: Match) -> bool:
    """What the volunteer told in private, and no coordinator has said that she read it."""
    return bool(match.safety_note) and match.safety_note_seen_at is None


@admin.register(Match, site=pim_site)
class MatchAdmin(SupportButtons, CoverButtons, ApartButtons, PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    nav_label = "Matches"
    nav_order = 30
    list_display = ["who", "standing", "status_since"]
    filters = ["status"]
    ordering = ["-status_since", "pk"]
    list_empty = "There are no matches here."

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        cases = rows.select_related("referral__parent", "referral__site", "volunteer")
        return queries.with_rest(cases.with_apart())

    def get_urls(self):
        """The matching pages stand beside the records."""
        return [*matching.addresses(self._page), *super().get_urls()]

    def site_of(self, match):
        return match.referral.site

    @admin.display(description="Match")
    def who(self, match):
        return couple(match)

    @admin.display(description="Stands at")
    def standing(self, match):
        return panels.match_tag(match)

    def title(self, match):
        return couple(match)

    def state(self, match):
        return panels.match_tag(match)

    def lead(self, match):
        if is_kept_apart(match) and match.status in LIVE:
            return "These two are not to be put together: the reason stands below."
        if asks_her(match):
            return "The volunteer said yes. Ask her now."
        return "The volunteer is asked." if asks_volunteer(match) else lead_of(match)

    def links(self, request, match):
        hers = reverse("admin:referrals_referral_change", args=[match.referral_id])
        links = [Link("Her referral", hers)]
        if has_unseen_note(match) and self.may(request.user, roles.WORK_CASES, match):
            worry = f"{reverse('raise-concern')}?about={match.referral_id}"
            links.append(Link("Raise a concern", worry))
        return links

    def panels(self, request, match):
        reads_notes = self.may(request.user, roles.WORK_CASES, match)
        return panels.of_match(match, request.user, reads_notes=reads_notes)

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "I have seen it",
        when=has_unseen_note,
        style="primary",
        done="Noted. What the volunteer told you stays here.",
    )
    def see_note(self, match, **asked):
        actions.see_safety_note(match=match, **asked)

    @button("The volunteer says yes", when=asks_volunteer, done="Noted. Ask her now.")
    def volunteer_agrees(self, match, **asked):
        actions.volunteer_agrees(match=match, **asked)

    @button(
        "She says yes",
        form=desk.MeansForm,
        when=asks_her,
        style="primary",
        hint="She has heard about the volunteer and would like to meet her.",
        initial=lambda match: {"means": Means.BY_PHONE},
        done="Both have agreed. The match has begun.",
    )
    def parent_agrees(self, match, **asked):
        actions.parent_agrees(match=match, **asked)

    @button(
        "She says no",
        when=asks_her,
        hint=(
            "Tell her: Thanks for telling us. That’s fine. You don’t need to say why. You keep "
            "your place. We’ll look for someone else. The volunteer only hears that plans changed."
        ),
        done="She keeps her place. Look for someone else.",
    )
    def parent_declines(self, match, **asked):
        actions.parent_declines(match=match, **asked)

    @button(
        "The volunteer says no",
        form=desk.ReasonForm,
        when=stands_at(MatchStatus.PROPOSED),
        done="Noted. Look for someone else.",
    )
    def volunteer_declines(self, match, **asked):
        actions.volunteer_declines(match=match, **asked)

    @button(
        "Take the proposal back",
        when=stands_at(MatchStatus.PROPOSED),
        hint="Plans changed, or nobody answered. You may ask the same volunteer again later.",
        done="The proposal is taken back.",
    )
    def withdraw(self, match, **asked):
        actions.withdraw_proposal(match=match, **asked)

    @button(
        "Log a session",
        form=DeskSessionForm,
        when=stands_at(MatchStatus.ACTIVE),
        done="The session is logged.",
    )
    def log_session(self, match, **asked):
        actions.log_session(match=match, **asked)

    @button(
        "End the match",
        form=desk.EndForm,
        when=stands_at(MatchStatus.ACTIVE),
        style="warning",
        done="The match has ended.",
    )
    def end(self, match, **asked):
        actions.end_match(match=match, **asked)


@added.on(Referral, order=10)
def matches_of_referral(user, referral):
    """Who has been asked about her."""
    hers = Match.objects.visible_to(user).filter(referral=referral)
    return panels.matches_table(hers, "Volunteers asked, and matches")


added.on(Referral, order=11)(who_fits_best)


@added.way_on(Referral)
def to_the_matching_screen(user, referral):
    if not queries.may_be_found_somebody(user, referral):
        return None
    return Link("Find a volunteer", reverse("admin:volunteers_match_for", args=[referral.pk]))
