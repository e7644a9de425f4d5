"""The leaflet for whoever puts it out: a coordinator, a clinic, a library. It holds no case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from pim import clock
from pim.leaflet.words import leaflet_of
from pim.models import Site


@require_safe
def leaflet(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """The address names no programme: it stays in the history of whoever prints it."""
    from pim.leaflet import drawing  # heavy, and only wanted here

    site = get_object_or_404(Site.objects.not_closed_on(clock.today()), pk=site_id)
    paper = drawing.draw(leaflet_of(site))
    named = {"Content-Disposition": f'inline; filename="leaflet-{site.slug}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=named)
