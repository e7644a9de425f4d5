"""What people outside the team read: printed once a quarter, the same for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outcomes import publishing, report
from outcomes.publishing import Paper
from pim.admin import places
from pim.models import Site


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Anybody may read these, without signing in."""
    papers = publishing.newest_of_each()
    return render(request, "outcomes/published/figures.html", {"papers": papers})


@require_safe
def on_one_page(request: HttpRequest, programme: str, quarter: str) -> HttpResponse:
    """The twelve months that end with a quarter, for anybody, as a PDF to print and hand on."""
    from outcomes.papers import page  # typesetting loads at its first use, not at every start

    paper = publishing.paper_of(programme, quarter)
    if paper is None:
        raise Http404
    response = HttpResponse(page.of(paper), content_type="application/pdf")
    name = f"figures-{programme}-{quarter}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def for_funders(
    request: HttpRequest, scope: report.Scope, sites: list[Site], asked_for: str
) -> HttpResponse:
    """The tables of one quarter, the newest first, for who may see these areas."""
    theirs = [site.pk for site in sites if site.programme_id == scope.programme.pk]
    papers = publishing.papers_of(scope.programme, theirs)
    programmes = sorted({site.programme for site in sites}, key=lambda one: one.name)
    context = {
        "programme": scope.programme,
        "programmes": programmes,
        "papers": papers,
        "paper": _chosen(papers, asked_for),
        "places": places.places_of(request.user),
    }
    return render(request, "outcomes/published/paper.html", context)


def _chosen(papers: list[Paper], asked_for: str) -> Paper | None:
    """The quarter asked for; for none, the newest; for one that is not printed, 404."""
    if asked_for in ("", "all"):
        return papers[0] if papers else None
    found = [paper for paper in papers if paper.publication.quarter == asked_for]
    if not found:
        raise Http404
    return found[0]
