"""The coordinator's workplace for volunteers and matches."""

from django.contrib import admin
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from pim import clock
from pim.access import roles
from pim.admin import panels as added
from pim.admin.bases import Link, PimModelAdmin, button
from pim.admin.site import pim_site
from referrals.enums import Means
from referrals.models import Referral
from volunteers import actions, panels, queries
from volunteers.enums import MatchStatus, VolunteerStatus
from volunteers.forms import desk
from volunteers.forms.own import SessionForm
from volunteers.models import Match, Volunteer
from volunteers.today import couple, name_of
from volunteers.views import matching_screen


def stands_at(*statuses):
    """Whether a record has one of these statuses."""
    return lambda record: record.status in statuses


def said_yes(match: Match) -> bool:
    return match.volunteer_agreed_at is not None


def asks_volunteer(match: Match) -> bool:
    return match.status == MatchStatus.PROPOSED and not said_yes(match)


def asks_her(match: Match) -> bool:
    return match.status == MatchStatus.PROPOSED and said_yes(match)


def has_unseen_note(match: Match) -> bool:
    """What the volunteer told in private, and no coordinator has said that she read it."""
    return bool(match.safety_note) and match.safety_note_seen_at is None


@admin.register(Volunteer, site=pim_site)
class VolunteerAdmin(PimModelAdmin):
    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.WORK_VOLUNTEERS
    nav_label = "Volunteers"
    nav_order = 20
    list_display = ["who", "standing", "site", "free", "checked"]
    filters = ["status", "site"]
    ordering = ["first_name", "last_name", "pk"]
    list_empty = "There are no volunteers here."
    add_form = desk.RegisterForm
    add_label = "Add a volunteer"
    edit_form = desk.OfferForm
    edit_label = "Change what she offers"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("site").with_standing()

    @admin.display(description="Volunteer")
    def who(self, volunteer):
        return name_of(volunteer)

    @admin.display(description="Stands at")
    def standing(self, volunteer):
        return panels.volunteer_tag(volunteer)

    @admin.display(description="Free places")
    def free(self, volunteer):
        return f"{queries.free_capacity(volunteer)} of {volunteer.capacity}"

    @admin.display(description="Checks valid until")
    def checked(self, volunteer):
        return panels.checks_tag(volunteer, on=clock.today())

    def title(self, volunteer):
        return name_of(volunteer)

    def state(self, volunteer):
        return panels.volunteer_tag(volunteer)

    def panels(self, request, volunteer):
        return panels.of_volunteer(volunteer, request.user, on=clock.today())

    def add(self, form, *, by, now):
        return actions.register_volunteer(**form.cleaned_data, by=by, now=now)

    def edit(self, volunteer, form, *, by, now):
        actions.update_offer(volunteer=volunteer, **form.cleaned_data, by=by, now=now)

    # --- buttons ----------------------------------------------------------------------------
    @button("Record a check", form=desk.CheckForm, done="The check is noted as seen by you.")
    def record_check(self, volunteer, **asked):
        actions.record_check(volunteer=volunteer, **asked)

    @button(
        "Start her application",
        when=stands_at(VolunteerStatus.ENQUIRY),
        style="primary",
        done="She is applying.",
    )
    def apply(self, volunteer, **asked):
        actions.move_on(volunteer=volunteer, to=VolunteerStatus.APPLICATION, **asked)

    @button(
        "Start her training",
        when=stands_at(VolunteerStatus.APPLICATION),
        style="primary",
        done="She is in training.",
    )
    def train(self, volunteer, **asked):
        actions.move_on(volunteer=volunteer, to=VolunteerStatus.TRAINING, **asked)

    @button(
        "Make her available",
        when=stands_at(VolunteerStatus.TRAINING),
        style="primary",
        done="She can be asked about mums now.",
    )
    def sign_off(self, volunteer, **asked):
        actions.move_on(volunteer=volunteer, to=VolunteerStatus.AVAILABLE, **asked)

    @button(
        "Start a break",
        when=stands_at(VolunteerStatus.AVAILABLE),
        hint="She is not asked about anyone new. The mums she has stay with her.",
        done="She is on a break.",
    )
    def take_break(self, volunteer, **asked):
        actions.move_on(volunteer=volunteer, to=VolunteerStatus.ON_BREAK, **asked)

    @button(
        "Back from her break",
        when=stands_at(VolunteerStatus.ON_BREAK),
        style="primary",
        done="She can be asked about mums again.",
    )
    def come_back(self, volunteer, **asked):
        actions.move_on(volunteer=volunteer, to=VolunteerStatus.AVAILABLE, **asked)

    @button(
        "Take her up again",
        when=stands_at(VolunteerStatus.LEFT),
        hint="She would like to help again, and starts with an application.",
        done="She is applying.",
    )
    def return_to_us(self, volunteer, **asked):
        actions.move_on(volunteer=volunteer, to=VolunteerStatus.APPLICATION, **asked)

    @button(
        "Change her details",
        form=desk.DetailsForm,
        initial=lambda one: {
            "first_name": one.first_name,
            "last_name": one.last_name,
            "email": one.email,
            "phone": one.phone,
        },
        done="Saved.",
    )
    def change_details(self, volunteer, **asked):
        actions.update_details(volunteer=volunteer, **asked)

    @button(
        "She has left",
        when=lambda volunteer: volunteer.status != VolunteerStatus.LEFT,
        hint="Her mums must have someone else first.",
        style="warning",
        done="She has left.",
    )
    def leave(self, volunteer, **asked):
        actions.move_on(volunteer=volunteer, to=VolunteerStatus.LEFT, **asked)


@admin.register(Match, site=pim_site)
class MatchAdmin(PimModelAdmin):
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
        return rows.select_related("referral__parent", "referral__site", "volunteer")

    def get_urls(self):
        """The matching screen stands beside the records, under the referral it is about."""
        screen, ask = self._page(matching_screen.screen), self._page(matching_screen.propose)
        return [
            path("for/<uuid:referral_pk>/", require_safe(screen), name="volunteers_match_for"),
            path(
                "for/<uuid:referral_pk>/propose/",
                require_POST(ask),
                name="volunteers_match_propose",
            ),
            *super().get_urls(),
        ]

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
        if asks_her(match):
            return "The volunteer said yes. Ask her now."
        return "The volunteer is asked." if asks_volunteer(match) else ""

    def links(self, request, match):
        hers = reverse("admin:referrals_referral_change", args=[match.referral_id])
        links = [Link("Her referral", hers)]
        if has_unseen_note(match) and self.may(request.user, roles.WORK_CASES, match):
            worry = f"{reverse('raise-concern')}?about={match.referral_id}"
            links.append(Link("Raise a concern", worry))
        return links

    def panels(self, request, match):
        reads_notes = self.may(request.user, roles.WORK_CASES, match)
        return panels.of_match(match, reads_notes=reads_notes)

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
        form=SessionForm,
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


@added.way_on(Referral)
def to_the_matching_screen(user, referral):
    if not queries.waiting_without_proposal(user).filter(pk=referral.pk).exists():
        return None
    return Link("Find a volunteer", reverse("admin:volunteers_match_for", args=[referral.pk]))
