"""Reports for the team and its funders; releases for research. Everyone else gets 404."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from outcomes import periods, report, research
from outcomes.disclosure import EXACT, GUARDED
from outcomes.models import Release
from outcomes.report_words import Words
from pim import clock
from pim.access import roles
from pim.access.audit import acting
from pim.admin import places
from pim.errors import DomainError
from pim.models import Site, User

KINDS = {"csv": "text/csv; charset=utf-8"}
PLAIN = "text/plain; charset=utf-8"


def _page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    return render(request, template, context | {"places": places.places_of(request.user)})


# --- Reports -------------------------------------------------------------------------------


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Chosen by codes in the address: ``?about=programme.site&period=2026-q1``."""
    sites = report.sites_for(request.user)
    if not sites:
        raise Http404
    about = request.GET.get("about") or report.busiest(sites).slug
    scope = _scope(request.user, sites, about, request.GET.get("period", ""))
    disclosure = EXACT if report.is_inside(request.user, scope) else GUARDED
    return _page(
        request,
        "outcomes/reports/report.html",
        {
            "scope": scope,
            "about": about,
            "choices": _choices(sites),
            "periods": periods.recent(clock.today()),
            "words": Words(report.report(scope), disclosure),
            "is_guarded": disclosure.is_guarded,
        },
    )


def _scope(user: User, sites: list[Site], about: str, period_key: str) -> report.Scope:
    programme, _, site = about.partition(".")
    period = periods.period_of(period_key)
    scope = period and report.scope_for(user, sites, programme, site, period)
    if scope is None:
        raise Http404
    return scope


def _choices(sites: list[Site]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices by programme: all of it (as far as she may see), then each site."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for site in sites:
        slug = site.programme.slug
        group = groups.setdefault(site.programme.name, [(slug, "All areas you can see")])
        group.append((f"{slug}.{site.slug}", site.name))
    return list(groups.items())


# --- Research ------------------------------------------------------------------------------


@login_required
@require_safe
def research_home(request: HttpRequest) -> HttpResponse:
    _check_role(request.user)
    return _page(
        request,
        "outcomes/research/home.html",
        {
            "studies": research.studies_for(request.user, clock.today()),
            "releases": research.releases_for(request.user),
        },
    )


@login_required
@require_POST
def request_release(request: HttpRequest, key: str) -> HttpResponse:
    study = research.study_for(request.user, key)
    if study is None:
        raise Http404
    try:
        release = research.request_release(study=study, by=acting(request.user), now=clock.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("research")
    messages.success(request, "Your release is made. Somebody else has to approve it now.")
    return redirect("release", release.pk)


@login_required
@require_safe
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    shown = _release(request.user, release_id)
    return _page(
        request,
        "outcomes/research/release.html",
        {
            "release": shown,
            "files": research.readable_files(shown, clock.today()),
            "may_approve": research.may_approve(request.user, shown),
        },
    )


@login_required
@require_POST
def approve_release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    shown = _release(request.user, release_id)
    try:
        research.approve_release(release=shown, by=acting(request.user), now=clock.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "You have approved this release.")
    return redirect("release", shown.pk)


@login_required
@require_safe
def release_file(request: HttpRequest, release_id: UUID, name: str) -> HttpResponse:
    shown = _release(request.user, release_id)
    content = research.download(release=shown, name=name, by=acting(request.user), now=clock.now())
    if content is None:
        raise Http404
    kind = KINDS.get(name.rpartition(".")[2], PLAIN)
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


def _check_role(user: User) -> None:
    if not any(roles.can(user, one) for one in (roles.REQUEST_RELEASE, roles.APPROVE_RELEASE)):
        raise Http404


def _release(user: User, release_id: UUID) -> Release:
    found = research.release_for(user, release_id)
    if found is None:
        raise Http404
    return found
