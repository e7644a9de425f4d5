"""Bringing in a caseload and taking all of it out again: for the coordinator of the site."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from pim import clock
from pim.access import roles, second_factor
from pim.access.audit import acting
from pim.admin.panels import Table
from pim.admin.site import get_or_post, pim_site
from pim.errors import DomainError
from pim.models import Site
from referrals.caseload import exporting, importing, sheets, tables
from referrals.caseload.columns import COLUMNS
from referrals.caseload.importing import Report
from referrals.caseload.lines import Caseload, understood
from referrals.forms.caseload import CaseloadForm, seal, unseal

SHOWN = 100


def sites_of(user) -> list[Site]:
    """The sites whose cases she works on: she may bring in, and take out, those."""
    return list(Site.objects.where(user, roles.WORK_CASES).order_by("name"))


def site_or_404(request: HttpRequest, pk: UUID) -> Site:
    found = [site for site in sites_of(request.user) if site.pk == pk]
    if not found:
        raise Http404
    return found[0]


def home(request: HttpRequest) -> HttpResponse:
    sites = sites_of(request.user)
    if not sites:
        raise Http404
    return pim_site.show(request, "referrals/admin/caseload.html", sites=sites)


def template_file(request: HttpRequest) -> HttpResponse:
    """The headings, and one line of an invented person."""
    if not sites_of(request.user):
        raise Http404
    rows = [[column.heading for column in COLUMNS], [column.example for column in COLUMNS]]
    return _download(sheets.written(rows), "caseload-template.csv")


# --- In ---------------------------------------------------------------------------------------
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file is read and looked at. Nothing is written until the next press."""
    site = site_or_404(request, pk)
    form = CaseloadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _tried(request, site, form.cleaned_data["file"])
        except DomainError as error:
            form.add_error("file", str(error))
    columns = [(c.heading, "Must be there" if c.required else "", c.meaning) for c in COLUMNS]
    return pim_site.show(
        request,
        "referrals/admin/caseload_choose.html",
        site=site,
        form=form,
        panel=Table("The columns we read", ["Column", "Needed", "What it is"], columns),
    )


def _tried(request: HttpRequest, site: Site, sheet: sheets.Sheet) -> HttpResponse:
    caseload = understood(sheet, today=clock.today())
    sealed = seal(sheet, owner=_owner(request, site))
    return _show(request, site, importing.dry_run(caseload, site), sealed, is_done=False)


def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same file once more: good lines in, bad ones named."""
    site = site_or_404(request, pk)
    try:
        caseload = _unsealed(request, site)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("caseload-in", pk)
    report = importing.bring_in(caseload, site, by=acting(request.user), now=clock.now())
    return _show(request, site, report, request.POST["sealed"], is_done=True)


def give_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What cannot come in, as a file to mend."""
    site = site_or_404(request, pk)
    try:
        caseload = _unsealed(request, site)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("caseload-in", pk)
    report = importing.dry_run(caseload, site)
    return _download(importing.given_back(caseload.headings, report), "lines-to-mend.csv")


def _unsealed(request: HttpRequest, site: Site) -> Caseload:
    sheet = unseal(request.POST.get("sealed", ""), owner=_owner(request, site))
    return understood(sheet, today=clock.today())


def _owner(request: HttpRequest, site: Site) -> str:
    return f"{request.user.pk} {site.pk}"


def _show(
    request: HttpRequest, site: Site, report: Report, sealed: str, *, is_done: bool
) -> HttpResponse:
    return pim_site.show(
        request,
        "referrals/admin/caseload_report.html",
        site=site,
        report=report,
        sealed=sealed,
        is_done=is_done,
        to_mend=_to_mend(report),
        who=_who(report, is_done),
    )


def _to_mend(report: Report) -> Table:
    rows = [(p.line, p.column or "The whole line", p.reason) for p in report.problems]
    return Table("What to change", ["Line", "Column", "Why it cannot come in"], rows[:SHOWN])


def _who(report: Report, is_done: bool) -> Table:
    title = "Who came in" if is_done else "Who would come in"
    rows = [
        (line.place, line.said["called"], line.status.label, line.said["asked_on"])
        for line in report.new
    ]
    return Table(title, ["Line", "Name", "Stands at", "Asked on"], rows[:SHOWN], empty="Nobody.")


# --- Out --------------------------------------------------------------------------------------
def take_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She says again who she is; then all of it as one file. Nothing of it is kept on our side."""
    site = site_or_404(request, pk)
    if first := second_factor.ask_again(request):
        return first
    if request.method != "POST":
        return pim_site.show(
            request,
            "referrals/admin/caseload_out.html",
            site=site,
            tables=tables.every_table(),
            left_out=exporting.LEFT_OUT,
        )
    now = clock.now()
    files = exporting.take_out(site=site, by=acting(request.user), now=now)
    name = f"caseload-{site.slug}-{now:%Y-%m-%d}.zip"
    return _download(exporting.zipped(files), name, "application/zip")


def _download(content: bytes, name: str, kind: str = "text/csv; charset=utf-8") -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


def _path(route: str, view, name: str):
    return path(f"admin/caseload/{route}", pim_site.admin_view(view), name=name)


urls = [
    _path("", require_safe(home), "caseload"),
    _path("template.csv", require_safe(template_file), "caseload-template"),
    _path("<uuid:pk>/", get_or_post(choose), "caseload-in"),
    _path("<uuid:pk>/run/", require_POST(run), "caseload-run"),
    _path("<uuid:pk>/back/", require_POST(give_back), "caseload-back"),
    _path("<uuid:pk>/out/", get_or_post(take_out), "caseload-out"),
]
