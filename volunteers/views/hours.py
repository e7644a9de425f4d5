"""The hours volunteers gave in a quarter, by site."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from pim import clock
from pim.admin.panels import Link, Table
from pim.admin.site import pim_site
from volunteers import queries
from volunteers.queries import Hours

SHOWN = 8


def table(admin: Any, request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    since, until = _days_of(year, quarter)
    by_site = queries.hours_by_site(request.user, since=since, until=until)
    rows = [(site.name, *_line(hours)) for site, hours in by_site.items()]
    return pim_site.show(
        request,
        "volunteers/admin/hours.html",
        since=since,
        until=until,
        table=Table("Hours by site", HEADINGS, rows, empty="There is no site here."),
        quarters=_quarters(clock.today()),
    )


HEADINGS = ["Site", "With mums", "In groups", "In training", "Supervision", "In all"]


def _line(given: Hours) -> list[str]:
    parts = [given.sessions, given.groups, given.training, given.supervision, given.total]
    return [queries.hours(minutes) for minutes in parts]


def _days_of(year: int, quarter: int) -> tuple[date, date]:
    if not (2000 <= year <= clock.today().year and 1 <= quarter <= 4):
        raise Http404
    since = date(year, 3 * quarter - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return since, after - timedelta(days=1)


def _quarters(today: date) -> list[Link]:
    """The newest first."""
    last = today.year * 4 + (today.month - 1) // 3
    pairs = [divmod(last - back, 4) for back in range(SHOWN)]
    return [
        Link(
            f"{date(year, 3 * place + 1, 1):%B} to {date(year, 3 * place + 3, 1):%B %Y}",
            reverse("admin:volunteers_hours", args=[year, place + 1]),
        )
        for year, place in pairs
    ]
