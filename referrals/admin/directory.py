"""Other services: what she may be told about, each entry checked again by a day."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from pim import clock
from pim.access import roles
from pim.admin import pages
from pim.admin.bases import Filter, PimModelAdmin, Summary, Tag, button
from pim.admin.site import pim_site
from referrals import actions, call_panels, queries
from referrals.forms import directory
from referrals.models import Signpost

STANDS = {
    "live": ("In the list", lambda rows: rows.live()),
    "retired": ("Taken out", lambda rows: rows.filter(retired_on__isnull=False)),
}


def is_live(entry: Signpost) -> bool:
    return entry.retired_on is None


@admin.register(Signpost, site=pim_site)
class SignpostAdmin(PimModelAdmin):
    see_permission = roles.SEE_SITES
    work_permission = roles.WORK_CASES
    nav_label = "Other services"
    nav_order = 35
    list_display = ["name", "helps_with", "phone", "place", "check_again"]
    filters = [
        Filter(
            "stands",
            "Which",
            lambda user: [(key, label) for key, (label, _) in STANDS.items()],
            lambda rows, key: STANDS[key][1](rows),
        ),
        "site",
    ]
    ordering = ["name", "pk"]
    list_intro = "Where somebody else may help her better. Check an entry before you read it out."
    list_empty = "There are no services here yet. Add the ones you know and trust."
    add_form = directory.NewEntryForm
    add_label = "Add a service"
    edit_form = directory.EntryForm
    edit_label = "Change this entry"

    def may(self, user, permission, record=None):
        """What is there for everybody of a programme is its manager's to keep."""
        if permission != self.work_permission:
            return super().may(user, permission, record)
        if record is None:
            return any(roles.can(user, one) for one in (permission, roles.MANAGE_SITES))
        if record.site:
            return roles.can(user, permission, record.site)
        return roles.can_over(user, roles.MANAGE_SITES, programme=record.programme)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("site", "programme")

    @admin.display(description="Who it is for")
    def place(self, entry):
        if entry.site:
            return entry.site.name
        return f"Everywhere in {entry.programme}" if entry.programme else "Everywhere"

    @admin.display(description="Check again by")
    def check_again(self, entry):
        if not is_live(entry):
            return Tag("Taken out", "grey")
        late = entry.review_due_on < clock.today()
        return [entry.review_due_on, Tag("Late", "orange")] if late else entry.review_due_on

    def title(self, entry):
        return entry.name

    def state(self, entry):
        return Tag("In the list", "green") if is_live(entry) else Tag("Taken out", "grey")

    def has_change_permission(self, request, obj=None):
        """What was taken out stays as it was."""
        fits = obj is None or is_live(obj)
        return fits and super().has_change_permission(request, obj)

    def panels(self, request, entry):
        rows = [
            ("Helps with", entry.helps_with),
            ("Ring", entry.phone),
            ("Website", entry.website),
            ("Open", entry.hours),
            ("Who it is for", self.place(entry)),
            ("Last checked", entry.reviewed_on),
            ("Check again by", entry.review_due_on),
            ("Taken out", entry.retired_on),
        ]
        return [Summary("This service", [row for row in rows if row[1]])]

    def add(self, form, *, by, now):
        programme, site = form.where()
        columns = directory.columns(form)
        return actions.add_signpost(programme=programme, site=site, by=by, now=now, **columns)

    def edit(self, entry, form, *, by, now):
        actions.change_signpost(signpost=entry, by=by, now=now, **directory.columns(form))

    @button(
        "Still right",
        form=directory.StillRightForm,
        when=is_live,
        style="primary",
        done="Noted: checked today.",
    )
    def review(self, entry, **asked):
        actions.review_signpost(signpost=entry, **asked)

    @button(
        "Take out of the list",
        hint="Nobody is pointed there any more. It stays on record who was.",
        when=is_live,
        style="warning",
        done="It is out of the list.",
    )
    def retire(self, entry, **asked):
        actions.retire_signpost(signpost=entry, **asked)


def services(admin: PimModelAdmin, request: HttpRequest, pk: str) -> HttpResponse:
    """What she was told about, to read out or to print. Nothing on it says whose it is."""
    referral = admin.record_or_404(request, pk)
    pages.note_view(admin, request, referral)
    return pages.show(
        admin,
        request,
        "admin/referrals/services.html",
        services=[one.signpost for one in call_panels.given_to(referral)],
        desk=queries.desk(referral),
        back_url=admin.address_of(referral),
    )
