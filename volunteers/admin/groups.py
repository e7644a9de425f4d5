"""Groups of a site: where and when, who belongs, who helps, who came."""

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin import panels as added
from pim.admin.bases import Do, Link, PimModelAdmin, Summary, Table, Tag, button
from pim.admin.site import pim_site
from referrals.models import Referral
from volunteers import actions, queries
from volunteers.actions.grouping import start_again
from volunteers.forms import groups as forms
from volunteers.models import GroupHelper, GroupPlace, SupportGroup
from volunteers.naming import name_of


def runs(group: SupportGroup) -> bool:
    return group.ended_on is None


@admin.register(SupportGroup, site=pim_site)
class SupportGroupAdmin(PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    nav_label = "Groups"
    nav_order = 35
    list_display = ["name", "site", "meets", "standing"]
    ordering = ["ended_on", "name", "pk"]
    list_empty = "There are no groups here yet."
    add_form, add_label = forms.NewGroupForm, "Start a group"
    edit_form = forms.ChangeGroupForm

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("site")

    @admin.display(description="Stands at")
    def standing(self, group):
        return self.state(group)

    def title(self, group):
        return group.name

    def state(self, group):
        return Tag("Runs", "green") if runs(group) else Tag("Ended", "grey")

    def add(self, form, *, by, now):
        return actions.start_group(**form.cleaned_data, by=by, now=now)

    def edit(self, group, form, *, by, now):
        actions.change_group(group=group, **form.cleaned_data, by=by, now=now)

    def links(self, request, group):
        return [Link("Raise a concern: no record is needed", reverse("raise-concern"))]

    def panels(self, request, group):
        places = list(queries.places_of(group))
        works = self.may(request.user, self.work_permission, group)
        return [
            Summary(
                "Where and when",
                [
                    ("Site", group.site.name),
                    ("Where", group.venue),
                    ("When", group.meets),
                    ("Access", group.access),
                    ("Places", f"{len(places)} of {group.capacity} taken"),
                    ("First day", group.starts_on),
                    ("Ended", group.ended_on or "It runs"),
                ],
            ),
            mums(places),
            helpers(group, works),
            meetings(group),
        ]

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "Fill in the register",
        form=forms.RegisterForm,
        when=runs,
        style="primary",
        title="Who came?",
        hint="One page for each meeting. Filled in again for the same day, the new one counts.",
        done="The register is saved.",
    )
    def register(self, group, **asked):
        actions.record_meeting(group=group, **asked)

    @button("Give a place", form=forms.PlaceForm, when=runs, done="She has a place.")
    def give_place(self, group, **asked):
        actions.give_place(group=group, **asked)

    @button(
        "Add a helper",
        form=forms.HelperForm,
        when=runs,
        done="She helps in this group now. It stands on her page.",
    )
    def add_helper(self, group, **asked):
        actions.add_helper(group=group, **asked)

    @button(
        "End this group",
        when=runs,
        hint="It meets no more. What was counted stays. It can be started again.",
        done="The group has ended.",
        style="aside",
    )
    def end(self, group, **asked):
        actions.end_group(group=group, **asked)

    @button(
        "Start it again",
        when=lambda group: not runs(group),
        hint="It meets again, or was ended by mistake. Add its helpers and mums anew.",
        done="The group runs again.",
    )
    def again(self, group, **asked):
        start_again(group=group, **asked)


def mums(places) -> Table:
    return Table(
        "Who has a place",
        ["Who", "Since", "Her referral"],
        [
            (
                Link(place.referral.parent.called or "Erased", address_of_place(place)),
                place.joined_on,
                place.referral.get_status_display(),
            )
            for place in places
        ],
        empty="Nobody yet.",
    )


def helpers(group: SupportGroup, works: bool) -> Table:
    return Table(
        "Who helps",
        ["Who", "Since", "What to do"],
        [
            (
                name_of(one.volunteer),
                one.since_on,
                Do(
                    "Helps no longer",
                    reverse("admin:volunteers_grouphelper_do", args=[one.pk, "stop"]),
                    about=name_of(one.volunteer),
                )
                if works and runs(group)
                else "",
            )
            for one in queries.helpers_of(group)
        ],
        empty="Nobody yet.",
    )


def meetings(group: SupportGroup) -> Table:
    return Table(
        "Meetings",
        ["Day", "Mums", "Guests", "Minutes", "Note", "Noted by"],
        [
            (
                one.held_on,
                "It fell through" if one.fell_through else one.came,
                "–" if one.fell_through else one.guests,
                one.minutes or "–",
                one.note or "–",
                one.recorded_by.name if one.recorded_by else "–",
            )
            for one in queries.meetings_of(group)
        ],
        empty="None noted yet.",
    )


def address_of_place(place: GroupPlace) -> str:
    return reverse("admin:volunteers_groupplace_change", args=[place.pk])


def address_of_group(group: SupportGroup) -> str:
    return reverse("admin:volunteers_supportgroup_change", args=[group.pk])


class OfGroupAdmin(PimModelAdmin):
    """A row of a group; reached from the group's page."""

    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES

    def site_of(self, row):
        return row.group.site

    def links(self, request, row):
        return [Link("The group", address_of_group(row.group))]


def has_left(place: GroupPlace) -> bool:
    return place.left_on is not None


@admin.register(GroupPlace, site=pim_site)
class GroupPlaceAdmin(OfGroupAdmin):
    audit_views = True
    list_title = "Places in groups"
    list_display = ["who", "group", "joined_on", "left_on"]
    ordering = ["-joined_on", "pk"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("group__site", "referral__parent", "referral__programme")

    @admin.display(description="Who")
    def who(self, place):
        return place.referral.parent.called or "Erased"

    def title(self, place):
        return f"{self.who(place)}, {place.group}"

    def state(self, place):
        return Tag("Has left", "grey") if has_left(place) else Tag("Has a place", "green")

    def links(self, request, place):
        hers = reverse("admin:referrals_referral_change", args=[place.referral_id])
        return [*super().links(request, place), Link("Her referral", hers)]

    def panels(self, request, place):
        came = queries.times_she_came(place)
        return [
            Summary(
                "Her place",
                [
                    ("Since", place.joined_on),
                    ("Left", place.left_on or "She has a place"),
                    ("Her referral", place.referral.get_status_display()),
                    ("Planned end", place.referral.planned_end_on),
                    ("Came", f"{came} times" if came != 1 else "Once"),
                ],
            )
        ]

    @button(
        "The group is enough for her",
        when=lambda place: not has_left(place) and place.referral.status == "waiting",
        hint="She waits for a volunteer no longer. The group is her support, with a planned end.",
        done="Noted. She waits for a volunteer no longer.",
    )
    def enough(self, place, **asked):
        actions.group_is_enough(place=place, **asked)

    @button(
        "She stays for longer",
        form=forms.LongerForm,
        when=lambda place: not has_left(place) and place.referral.planned_end_on is not None,
        done="The planned end is moved.",
    )
    def longer(self, place, **asked):
        actions.stay_longer(place=place, **asked)

    @button(
        "She leaves the group",
        form=forms.LeaveForm,
        when=lambda place: not has_left(place),
        hint="If the group is all the support she has, her referral ends with it, or she waits.",
        done="She has left the group.",
        style="warning",
    )
    def leave(self, place, **asked):
        actions.leave_group(place=place, **asked)


@admin.register(GroupHelper, site=pim_site)
class GroupHelperAdmin(OfGroupAdmin):
    list_title = "Helpers in groups"
    list_display = ["who", "group", "since_on", "until_on"]
    ordering = ["-since_on", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("group__site", "volunteer")

    @admin.display(description="Who")
    def who(self, helper):
        return name_of(helper.volunteer)

    def title(self, helper):
        return f"{self.who(helper)}, {helper.group}"

    @button("Helps no longer", when=lambda one: one.until_on is None, done="She helps no longer.")
    def stop(self, helper, **asked):
        actions.end_helper(helper=helper, **asked)
        return address_of_group(helper.group)


@added.on(Referral, order=12)
def groups_of_referral(user, referral):
    """Only where she is or was in one."""
    rows = GroupPlace.objects.visible_to(user).filter(referral=referral).select_related("group")
    listed = [
        (Link(place.group.name, address_of_place(place)), place.joined_on, place.left_on or "–")
        for place in rows.order_by("-joined_on", "pk")
    ]
    return Table("Groups", ["Which", "Since", "Left"], listed) if listed else None
