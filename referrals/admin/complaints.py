"""The log of complaints, for managers and trustees: no words of hers, and nobody's name."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from pim.access import roles
from pim.admin.bases import Table, Tag
from pim.admin.site import pim_site
from referrals import queries
from referrals.models import Concern
from referrals.queries.complaints import Quarter

LAST_MONTH_OF_IT = 2


def log(request: HttpRequest) -> HttpResponse:
    if not roles.can(request.user, roles.SEE_COMPLAINTS):
        raise Http404
    complaints = list(queries.complaints_for(request.user))
    tables = [_quarters(queries.by_quarter(complaints)), _each(complaints)]
    context = pim_site.each_context(request) | {"tables": tables}
    return TemplateResponse(request, "referrals/admin/complaints.html", context)


def _quarters(quarters: list[Quarter]) -> Table:
    heads = ["Quarter", "Received", "Taken on", "Answered", "It was so", "Still open"]
    rows = [
        (
            _named(one.starts_on),
            one.received,
            one.acknowledged,
            one.answered,
            one.upheld,
            one.open,
        )
        for one in quarters
    ]
    return Table("Counts by quarter", heads, rows, empty="Nobody has complained.")


def _named(starts_on: date) -> str:
    last = starts_on.replace(month=starts_on.month + LAST_MONTH_OF_IT)
    return f"{date_format(starts_on, 'F')} to {date_format(last, 'F Y')}"


def _each(complaints: list[Concern]) -> Table:
    heads = ["Received", "Where", "Taken on", "Answered", "How it ended", "What we learn"]
    rows = [
        (
            localtime(one.raised_at).date(),
            one.site.name if one.site else one.programme.name,
            _day(one.acknowledged_at) or "Not yet",
            _day(one.answered_at) or "Not yet",
            one.get_outcome_display() if one.outcome else Tag("Open", "blue"),
            one.learned or "–",
        )
        for one in complaints
    ]
    return Table("Each complaint", heads, rows, empty="Nobody has complained.")


def _day(moment):
    return localtime(moment).date() if moment else None


urls = [path("admin/complaints/", pim_site.admin_view(require_safe(log)), name="complaints")]
