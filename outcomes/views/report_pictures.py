"""One picture of a report, or its table, to take away. For whoever may read it exactly."""

import csv
import io

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from outcomes import periods, publishing, report
from outcomes.pictures import Picture
from outcomes.report.words import Words
from pim import clock
from pim.access.audit import acting
from pim.formulas import safe
from pim.models import User


@login_required
@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """Chosen by the same codes as the report it stands in."""
    found = _found(request, key)
    return _file(str(found.svg), "image/svg+xml; charset=utf-8", f"{key}.svg")


@login_required
@require_safe
def figures(request: HttpRequest, key: str) -> HttpResponse:
    found = _found(request, key)
    text = io.StringIO()
    lines = csv.writer(text)
    for row in (found.heads, *found.rows):
        lines.writerow(map(safe, row))
    return _file(text.getvalue(), "text/csv; charset=utf-8", f"{key}.csv")


def _found(request: HttpRequest, key: str) -> Picture:
    """Whoever may not see it learns nothing: 404."""
    chosen = {name: request.GET.get(name, "") for name in ("about", "period", "instrument")}
    programme, _, site = chosen["about"].partition(".")
    period = periods.offered(chosen["period"], clock.today())
    sites = report.sites_for(request.user)
    scope = period and report.scope_for(request.user, sites, programme, site, period)
    if not scope or not _may_read(request.user, scope):
        raise Http404
    plan = report.plan_of(scope.programme).about(chosen["instrument"])
    found = plan and Words(report.report(scope, plan)).pictures.called(key)
    if not found or (found.is_individual and not report.is_inside(request.user, scope)):
        raise Http404
    return found


def _may_read(user: User, scope: report.Scope) -> bool:
    """Under an agreement, with a note that she did."""
    if report.is_inside(user, scope):
        return True
    return publishing.read_exactly(scope=scope, by=acting(user), now=clock.now()) is not None


def _file(content: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
