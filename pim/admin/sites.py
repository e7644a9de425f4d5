"""Programmes and sites: what they are, when they are staffed, who looks when."""

from django.contrib import admin
from django.urls import reverse

from pim import clock, intake, rota
from pim.access import roles
from pim.admin.bases import PimModelAdmin, Table, Tag, button
from pim.admin.panels import Link
from pim.admin.site import pim_site
from pim.admin.site_forms import NewSiteForm, ProgrammeForm, RotaForm, SiteForm
from pim.models import Programme, Site

PAUSING = (
    "People who ask for support here will read a kind page that says you cannot take anybody "
    "new for now. Nothing changes for those you support."
)


@admin.register(Programme, site=pim_site)
class ProgrammeAdmin(PimModelAdmin):
    see_permission = work_permission = roles.MANAGE_SITES
    nav_label, nav_order = "Programmes", 700
    list_display = ["name", "open", "sites"]
    ordering = ["name"]
    add_form = edit_form = ProgrammeForm
    add_label = "Add a programme"

    def get_queryset(self, request):
        mine = Programme.objects.where(request.user, roles.MANAGE_SITES)
        return mine.prefetch_related("site_set")

    def may(self, user, permission, record=None):
        """Over a whole programme, or over everything for a new one."""
        return permission is not None and roles.can_over(user, permission, programme=record)

    def state(self, programme):
        return Tag("Open", "green") if programme.is_active else Tag("Closed")

    @admin.display(description="Open")
    def open(self, programme):
        return self.state(programme)

    def sites(self, programme):
        return ", ".join(sorted(site.name for site in programme.site_set.all())) or "None yet"


@admin.register(Site, site=pim_site)
class SiteAdmin(PimModelAdmin):
    see_permission = roles.SEE_SITES
    work_permission = roles.MANAGE_SITES
    nav_label, nav_order = "Sites", 710
    list_display = ["name", "programme", "now", "districts"]
    filters = ["programme"]
    ordering = ["programme__name", "name"]
    add_form, add_label = NewSiteForm, "Add a site"
    edit_form = SiteForm

    def get_queryset(self, request):
        return Site.objects.where(request.user, roles.SEE_SITES).select_related("programme")

    def has_add_permission(self, request):
        return Programme.objects.where(request.user, roles.MANAGE_SITES).exists()

    def site_of(self, site):
        return site

    @admin.display(description="Now")
    def now(self, site):
        return self.state(site)

    @admin.display(description="Postcode districts")
    def districts(self, site):
        return ", ".join(site.postcode_districts)

    def state(self, site):
        today = clock.today()
        if site.opens_on > today:
            return Tag("Not open yet", "blue")
        if site.closes_on and site.closes_on <= today:
            return Tag("Closed")
        return Tag("Intake paused", "yellow") if site.intake_paused else Tag("Open", "green")

    def lead(self, site):
        return site.programme.name

    def links(self, request, site):
        return [Link("Leaflet to print", reverse("leaflet", args=[site.pk]))]

    def panels(self, request, site):
        return [self._rota(site), *super().panels(request, site)]

    def _rota(self, site):
        week = rota.week_of(site)
        rows = [
            [rota.WEEKDAYS[day], *(_named(week.get((day, place))) for place in rota.PLACES)]
            for day in site.staffed_weekdays
        ]
        return Table("Who looks at worrying answers", ["Day", *rota.PLACES.values()], rows)

    @button("Change the rota", form=RotaForm, done="The rota is saved.")
    def change_rota(self, site, *, week, by, now):
        rota.set_week(site=site, week=week, by=by, now=now)

    @button(
        "Pause intake",
        permission=roles.PAUSE_INTAKE,
        when=lambda site: not site.intake_paused,
        hint=PAUSING,
        done="Intake is paused.",
    )
    def pause_intake(self, site, **asked):
        intake.pause(site=site, **asked)

    @button(
        "Open intake again",
        permission=roles.PAUSE_INTAKE,
        when=lambda site: site.intake_paused,
        style="primary",
        done="Intake is open.",
    )
    def open_intake(self, site, **asked):
        intake.reopen(site=site, **asked)


def _named(user):
    return user.name if user else "Nobody"
