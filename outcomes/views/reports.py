"""Reports for the team and its funders. Everyone else gets 404."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outcomes import periods, publishing, report
from outcomes.models import FigureAgreement
from outcomes.report.words import CommissionWords, Words
from outcomes.views import published
from pim import clock
from pim.access.audit import acting
from pim.admin import places
from pim.models import Site, User

FOR_THE_TEAM = "Exact figures, for the team only: small numbers can tell about single people."


def _page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    return render(request, template, context | {"places": places.places_of(request.user)})


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Chosen by codes in the address: ``?about=programme.site&period=2026-q1&instrument=gad-7``."""
    sites = report.sites_for(request.user)
    if not sites:
        raise Http404
    about = request.GET.get("about") or report.busiest(sites).slug
    asked_for = request.GET.get("period", "")
    everything = _scope(request.user, sites, about, periods.ALL.key)
    if not publishing.may_read_exactly(request.user, everything, clock.today()):
        return published.for_funders(request, everything, sites, asked_for)
    scope = _scope(request.user, sites, about, asked_for)
    whole = report.plan_of(scope.programme)
    plan = whole.about(request.GET.get("instrument", ""))
    if plan is None:
        raise Http404
    return _page(
        request,
        "outcomes/reports/report.html",
        {
            "scope": scope,
            "about": about,
            "choices": _choices(sites),
            "periods": periods.recent(clock.today()),
            "instruments": whole.offered(),
            "plan": plan,
            "query": urlencode(
                {"about": about, "period": scope.period.key, "instrument": plan.instrument}
            ),
            "words": Words(report.report(scope, plan)),
            "agreement": _agreement(request.user, scope),
        },
    )


@login_required
@require_safe
def on_paper(request: HttpRequest) -> HttpResponse:
    """The same report as a PDF, for whoever may read it exactly; 404 for everyone else."""
    from outcomes.papers import full  # typesetting loads at its first use, not at every start

    scope, plan, agreement = _exactly(request)
    words = Words(report.report(scope, plan))
    drawn = full.draw(words, _foot(agreement), with_single_women=agreement is None)
    return _pdf(drawn, f"report-{scope.period.key}.pdf")


@login_required
@require_safe
def for_commissioners(request: HttpRequest) -> HttpResponse:
    """A few pages for whoever pays for the service, to the same readers."""
    from outcomes.papers import commissioner

    scope, plan, agreement = _exactly(request)
    found = report.report(scope, plan)
    besides = CommissionWords(found, report.commission(scope), is_outside=agreement is not None)
    drawn = commissioner.draw(Words(found), besides, _foot(agreement))
    return _pdf(drawn, f"commissioner-{scope.period.key}.pdf")


def _exactly(request: HttpRequest) -> tuple[report.Scope, report.Plan, FigureAgreement | None]:
    """What was asked for, and under which agreement; each such reading is noted."""
    sites = report.sites_for(request.user)
    about, period = request.GET.get("about", ""), request.GET.get("period", "")
    scope = _scope(request.user, sites, about, period)
    plan = report.plan_of(scope.programme).about(request.GET.get("instrument", ""))
    if plan is None or not publishing.may_read_exactly(request.user, scope, clock.today()):
        raise Http404
    return scope, plan, _agreement(request.user, scope)


def _foot(agreement: FigureAgreement | None) -> str:
    if agreement is None:
        return FOR_THE_TEAM
    return f"Exact figures, under agreement {agreement.reference}: please do not pass them on."


def _pdf(drawn: bytes, name: str) -> HttpResponse:
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _scope(user: User, sites: list[Site], about: str, period_key: str) -> report.Scope:
    programme, _, site = about.partition(".")
    period = periods.offered(period_key, clock.today())
    scope = period and report.scope_for(user, sites, programme, site, period)
    if scope is None:
        raise Http404
    return scope


def _agreement(user: User, scope: report.Scope) -> FigureAgreement | None:
    """What somebody outside the team reads these figures under. Each reading is noted."""
    if report.is_inside(user, scope):
        return None
    return publishing.read_exactly(scope=scope, by=acting(user), now=clock.now())


def _choices(sites: list[Site]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices by programme: all of it (as far as she may see), then each site."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for site in sites:
        slug = site.programme.slug
        group = groups.setdefault(site.programme.name, [(slug, "All areas you can see")])
        group.append((f"{slug}.{site.slug}", site.name))
    return list(groups.items())
