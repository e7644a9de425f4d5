"""The coordinator's workplace for volunteers."""

from django.contrib import admin

from pim import clock
from pim.access import roles
from pim.admin.bases import Filter, PimModelAdmin, Words, button
from pim.admin.site import pim_site
from volunteers import actions, panels, queries
from volunteers.admin.caring import CareButtons
from volunteers.admin.checks import CheckButtons
from volunteers.admin.inviting import InvitingButtons, cannot_sign_in
from volunteers.admin.joining import JoiningButtons, StayingButtons
from volunteers.admin.rights import ErasingButtons
from volunteers.enums import VolunteerStatus
from volunteers.forms import desk
from volunteers.models import Volunteer
from volunteers.naming import name_of


@admin.register(Volunteer, site=pim_site)
class VolunteerAdmin(
    StayingButtons,
    CareButtons,
    CheckButtons,
    JoiningButtons,
    InvitingButtons,
    ErasingButtons,
    PimModelAdmin,
):
    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.WORK_VOLUNTEERS
    nav_label = "Volunteers"
    nav_order = 20
    list_display = ["who", "standing", "site", "free", "checked"]
    filters = [
        "status",
        "site",
        Filter(
            "talk",
            "A talk is due",
            lambda user: [("check-in", "Check-in"), ("supervision", "Supervision")],
            lambda rows, talk: queries.with_talk_due(rows, talk, on=clock.today()),
        ),
    ]
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
        return panels.free_places(volunteer)

    @admin.display(description="Checks valid until")
    def checked(self, volunteer):
        return panels.checks_tag(volunteer, on=clock.today())

    def title(self, volunteer):
        return name_of(volunteer)

    def state(self, volunteer):
        return panels.volunteer_tag(volunteer)

    def lead(self, volunteer):
        """Where she leaves, the day, for everybody who opens her page."""
        if volunteer.leaves_on is None:
            return ""
        words = "Left us on" if volunteer.status == VolunteerStatus.LEFT else "Leaves us on"
        return f"{words} {volunteer.leaves_on:%-d %B %Y}"

    def panels(self, request, volunteer):
        made = panels.of_volunteer(volunteer, request.user, on=clock.today())
        if queries.needs_sign_in(volunteer):
            says = cannot_sign_in(volunteer, request.user)
            made.insert(0, Words("Her sign-in", says[0]))
        return made

    def add(self, form, *, by, now):
        return actions.register_volunteer(**form.cleaned_data, by=by, now=now)

    def edit(self, volunteer, form, *, by, now):
        actions.update_offer(volunteer=volunteer, **form.cleaned_data, by=by, now=now)

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "Change her details",
        form=desk.DetailsForm,
        initial=lambda one: {
            "first_name": one.first_name,
            "last_name": one.last_name,
            "email": one.email,
            "phone": one.phone,
            "postcode": one.postcode or one.postcode_district,
        },
        done="Saved.",
    )
    def change_details(self, volunteer, **asked):
        actions.update_details(volunteer=volunteer, **asked)
