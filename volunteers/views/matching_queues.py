"""The matching page of a site: who waits beside who is free, and the way to the meeting."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from pim import clock
from pim.access import roles
from pim.admin.site import pim_site
from pim.models import Site
from volunteers.panels import queues as shown
from volunteers.queries.meeting import earlier_meetings, open_meeting_of
from volunteers.queries.queues import queues_of, sites_where_somebody_waits

SHOWN = 6  # earlier meetings


def home(admin: Any, request: HttpRequest) -> HttpResponse:
    """Whoever has one site need not choose."""
    sites = sites_where_somebody_waits(request.user)
    if not sites:
        raise Http404
    if len(sites) == 1:
        return of_site(admin, request, sites[0].pk)
    return pim_site.show(request, "volunteers/admin/matching/sites.html", sites=sites)


def of_site(admin: Any, request: HttpRequest, site_pk: UUID) -> HttpResponse:
    site = site_or_404(request, site_pk)
    queues = queues_of(site, request.user, now=clock.now())
    earlier = list(earlier_meetings(site)[: SHOWN + 1])
    return pim_site.show(
        request,
        "volunteers/admin/matching/queues.html",
        site=site,
        queues=queues,
        summary=shown.summary(queues),
        mums=shown.mums(queues),
        volunteers=shown.volunteers(queues, site, request.user),
        not_free=shown.not_free(queues.not_free),
        meeting=open_meeting_of(site),
        earlier=earlier[:SHOWN],
        has_more=len(earlier) > SHOWN,
        may_work=roles.can(request.user, roles.WORK_CASES, site),
    )


def meetings(admin: Any, request: HttpRequest, site_pk: UUID) -> HttpResponse:
    site = site_or_404(request, site_pk)
    return pim_site.show(
        request,
        "volunteers/admin/matching/meetings.html",
        site=site,
        earlier=earlier_meetings(site),
    )


def site_or_404(request: HttpRequest, pk: UUID, permission: str = roles.SEE_CASES) -> Site:
    """To look needs to see cases there; to act, to work on them."""
    seen = Site.objects.where(request.user, permission).select_related("programme")
    site = seen.filter(pk=pk).first()
    if site is None:
        raise Http404
    return site
