"""What volunteers spent in a month: totals to look at, and a sheet for the bookkeeper."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.admin.panels import Link
from pim.admin.site import pim_site
from referrals.caseload import sheets
from volunteers import actions, queries
from volunteers.enums import ExpenseStatus
from volunteers.models import Expense
from volunteers.naming import name_of
from volunteers.panels.expenses import month_table

SHOWN = 6
COLUMNS = ("Day", "Volunteer", "Site", "Kind", "Miles", "Pounds", "Receipt", "Status", "Paid on")


def month(admin: Any, request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = _first_day(year, month)
    spent = list(queries.expenses_of_month(request.user, first))
    return pim_site.show(
        request,
        "volunteers/admin/expense_month.html",
        first=first,
        table=month_table(queries.totals(spent)),
        sheet_url=reverse("admin:volunteers_expenses_sheet", args=[year, month]),
        has_any=bool(spent),
        months=_months(clock.today()),
    )


def sheet(admin: Any, request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A file that leaves the house: the trail of each site in it says so.

    Without what was sent back, as in the totals of the page: nobody pays that.
    """
    first = _first_day(year, month)
    of_month = queries.expenses_of_month(request.user, first)
    spent = list(of_month.exclude(status=ExpenseStatus.SENT_BACK))
    actions.note_expenses_taken_out(
        sites=sorted({one.volunteer.site for one in spent}, key=lambda site: site.name),
        month=first,
        by=acting(request.user),
        now=clock.now(),
    )
    name = f'attachment; filename="expenses-{first:%Y-%m}.csv"'
    content = sheets.written([COLUMNS, *map(_line, spent)])
    headers = {"Content-Disposition": name}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _line(expense: Expense) -> tuple:
    return (
        expense.spent_on.isoformat(),
        name_of(expense.volunteer),
        expense.volunteer.site.name,
        expense.get_kind_display(),
        expense.miles,
        f"{expense.pence / 100:.2f}",
        "yes" if expense.has_receipt else "no",
        expense.get_status_display(),
        expense.paid_on.isoformat() if expense.paid_on else None,
    )


def _first_day(year: int, month: int) -> date:
    if not (2000 <= year <= clock.today().year and 1 <= month <= 12):
        raise Http404
    return date(year, month, 1)


def _months(today: date) -> Iterator[Link]:
    """The newest first."""
    last = today.year * 12 + today.month - 1
    for year, place in (divmod(last - back, 12) for back in range(SHOWN)):
        address = reverse("admin:volunteers_expenses_month", args=[year, place + 1])
        yield Link(f"{date(year, place + 1, 1):%B %Y}", address)
