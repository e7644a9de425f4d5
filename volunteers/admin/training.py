"""Courses, the groups that take them, their days and registers."""

from django.contrib import admin
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from pim import clock
from pim.access import roles
from pim.admin import panels as added
from pim.admin.bases import Link, PimModelAdmin, button
from pim.admin.site import pim_site
from volunteers import actions, queries
from volunteers.forms import training as forms
from volunteers.models import Cohort, Course, Enrolment, TrainingDay, Volunteer
from volunteers.naming import name_of
from volunteers.panels import training as panels
from volunteers.views import hours


@admin.register(Course, site=pim_site)
class CourseAdmin(PimModelAdmin):
    """Programme managers say what is taught; coordinators may read it."""

    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.MANAGE_SITES
    list_display = ["name", "programme", "hours", "weeks", "is_required"]
    ordering = ["programme__name", "name", "pk"]
    list_title = "Courses"
    list_intro = "What volunteers learn. Programme managers set it; each site starts its groups."
    list_empty = "No course has been set yet. A programme manager adds one."
    add_form, add_label = forms.CourseForm, "Add a course"
    edit_form = forms.CourseForm

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme")

    def may(self, user, permission, record=None):
        """Over the whole of the programme: a course is taught at each of its sites."""
        if permission is None or record is None:
            return super().may(user, permission)
        return roles.can_over(user, permission, programme=record.programme)


def goes_on(cohort: Cohort) -> bool:
    return cohort.ended_on is None


@admin.register(Cohort, site=pim_site)
class CohortAdmin(PimModelAdmin):
    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.WORK_VOLUNTEERS
    nav_label = "Training"
    called = "Group on a course"
    nav_order = 25
    list_display = ["name", "course", "site", "starts_on", "places_taken", "standing"]
    filters = ["site"]
    ordering = ["-starts_on", "name", "pk"]
    list_intro = "Groups of volunteers who take a course together."
    list_empty = "No group has started yet."
    add_form, add_label = forms.NewCohortForm, "Start a group"
    edit_form = forms.CohortForm

    def get_queryset(self, request):
        return queries.cohorts(request.user)

    def get_urls(self):
        """The table of hours stands beside the groups."""
        page = require_safe(self._page(hours.table))
        own = path("hours/<int:year>/<int:quarter>/", page, name="volunteers_hours")
        return [own, *super().get_urls()]

    @admin.display(description="Places taken")
    def places_taken(self, cohort):
        return f"{cohort.taken} of {cohort.places}"

    @admin.display(description="Stands at")
    def standing(self, cohort):
        return self.state(cohort)

    def title(self, cohort):
        return cohort.name

    def state(self, cohort):
        return panels.cohort_tag(cohort)

    def lead(self, cohort):
        return f"{cohort.course.name}, {cohort.site.name}"

    def list_links(self, request):
        today = clock.today()
        quarter = [today.year, (today.month - 1) // 3 + 1]
        return [
            Link("Courses", reverse("admin:volunteers_course_changelist")),
            Link("Our rhythm", reverse("admin:volunteers_supportrules_changelist")),
            Link("Volunteers’ hours", reverse("admin:volunteers_hours", args=quarter)),
        ]

    def panels(self, request, cohort):
        return panels.of_cohort(cohort, on=clock.today())

    def add(self, form, *, by, now):
        return actions.start_cohort(**form.cleaned_data, by=by, now=now)

    def edit(self, cohort, form, *, by, now):
        actions.change_cohort(cohort=cohort, **form.cleaned_data, by=by, now=now)

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "Add volunteers",
        form=forms.EnrolForm,
        when=goes_on,
        style="primary",
        done="They have a place.",
    )
    def enrol(self, cohort, **asked):
        actions.enrol(cohort=cohort, **asked)

    @button(
        "Add weekly days",
        form=forms.WeeklyForm,
        when=goes_on,
        initial=lambda cohort: {"first_on": cohort.starts_on, "count": cohort.course.weeks},
        done="The days are on the list. You can move each of them.",
    )
    def add_weekly_days(self, cohort, **asked):
        actions.add_weekly_days(cohort=cohort, **asked)

    @button("Add one day", form=forms.DayForm, when=goes_on, done="The day is on the list.")
    def add_day(self, cohort, **asked):
        actions.add_day(cohort=cohort, **asked)

    @button(
        "This group is over",
        when=goes_on,
        hint="Everybody has completed the course or withdrawn. Nobody can be added any more.",
        style="aside",
        done="The group is over.",
    )
    def finish(self, cohort, **asked):
        actions.finish_cohort(cohort=cohort, **asked)


@admin.register(TrainingDay, site=pim_site)
class TrainingDayAdmin(PimModelAdmin):
    """One session of a group, reached from the group."""

    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.WORK_VOLUNTEERS
    list_display = ["title", "cohort", "held_on", "register_taken_at"]
    ordering = ["-held_on", "pk"]
    list_title = "Training days"
    edit_form, edit_label = forms.DayForm, "Move or rename this day"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("cohort__course", "cohort__site")

    def site_of(self, day):
        return day.cohort.site

    def title(self, day):
        return f"{day.cohort.name}: {day.title}"

    def state(self, day):
        return panels.day_tag(day, on=clock.today())

    def lead(self, day):
        return panels.when_and_how_long(day)

    def links(self, request, day):
        group = reverse("admin:volunteers_cohort_change", args=[day.cohort_id])
        return [Link("The group", group)]

    def panels(self, request, day):
        return panels.register(day)

    def edit(self, day, form, *, by, now):
        actions.change_day(day=day, **form.cleaned_data, by=by, now=now)

    @button(
        "Take or correct the register",
        title="Who was there?",
        form=forms.RegisterTakingForm,
        when=lambda day: day.held_on <= clock.today(),
        style="primary",
        done="The register is saved.",
    )
    def register(self, day, **asked):
        actions.take_register(day=day, **asked)

    @button(
        "It did not take place",
        when=lambda day: day.register_taken_at is None,
        hint="It leaves the list. If it takes place on another day, move it instead.",
        style="aside",
        done="The day has left the list.",
    )
    def call_off(self, day, **asked):
        cohort = actions.call_off_day(day=day, **asked)
        return reverse("admin:volunteers_cohort_change", args=[cohort.pk])


def is_running(enrolment: Enrolment) -> bool:
    return enrolment.completed_at is None and enrolment.withdrawn_at is None


@admin.register(Enrolment, site=pim_site)
class EnrolmentAdmin(PimModelAdmin):
    """One volunteer on one course, reached from her page or from the group."""

    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.WORK_VOLUNTEERS
    list_display = ["title", "progress", "state"]
    ordering = ["-enrolled_at", "pk"]
    list_title = "Places on courses"

    def get_queryset(self, request):
        rows = super().get_queryset(request).with_minutes()
        return rows.select_related("volunteer", "cohort__course", "cohort__site")

    def site_of(self, enrolment):
        return enrolment.cohort.site

    @admin.display(description="Volunteer and group")
    def title(self, enrolment):
        return f"{name_of(enrolment.volunteer)}: {enrolment.cohort.name}"

    @admin.display(description="Hours")
    def progress(self, enrolment):
        return str(queries.progress_of(enrolment))

    @admin.display(description="Stands at")
    def state(self, enrolment):
        return panels.place_tag(enrolment)

    def lead(self, enrolment):
        return self.progress(enrolment)

    def links(self, request, enrolment):
        hers = reverse("admin:volunteers_volunteer_change", args=[enrolment.volunteer_id])
        group = reverse("admin:volunteers_cohort_change", args=[enrolment.cohort_id])
        return [Link("Her page", hers), Link("The group", group)]

    def panels(self, request, enrolment):
        return panels.of_place(enrolment, on=clock.today())

    @button(
        "She has completed the course",
        form=forms.CompleteForm,
        when=is_running,
        style="primary",
        hint="You say so by name, today.",
        done="Completed. You are noted as the one who says so.",
    )
    def complete(self, enrolment, **asked):
        actions.complete_training(enrolment=enrolment, **asked)

    @button(
        "She does not go on with it",
        when=is_running,
        hint="She need not say why, and may join another group later. Her hours stay noted.",
        done="She is off this course.",
    )
    def withdraw(self, enrolment, **asked):
        actions.withdraw_from_training(enrolment=enrolment, **asked)


@added.on(Volunteer, order=20)
def training_of(user, volunteer):
    return panels.of_volunteer(volunteer)
