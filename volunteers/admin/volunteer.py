"""The coordinator's workplace for volunteers."""

from django.contrib import admin

from pim import clock
from pim.access import roles
from pim.admin.bases import PimModelAdmin, button
from pim.admin.site import pim_site
from volunteers import actions, panels, queries
from volunteers.admin.checks import CheckButtons
from volunteers.admin.conditions import stands_at
from volunteers.enums import VolunteerStatus
from volunteers.forms import desk
from volunteers.models import Volunteer
from volunteers.naming import name_of


@admin.register(Volunteer, site=pim_site)
class VolunteerAdmin(CheckButtons, PimModelAdmin):
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
