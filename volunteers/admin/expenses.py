"""Volunteers' expenses: looked at one by one, and a month for the bookkeeper."""

from django.contrib import admin
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from pim import clock
from pim.access import roles
from pim.admin.bases import Link, PimModelAdmin, button
from pim.admin.site import pim_site
from volunteers import actions, money
from volunteers.admin.conditions import stands_at
from volunteers.enums import ExpenseStatus
from volunteers.forms.expenses import PaidForm, SendBackForm
from volunteers.models import Expense
from volunteers.naming import name_of
from volunteers.panels import expenses as panels
from volunteers.views import expense_months

CLAIMED, APPROVED = ExpenseStatus.CLAIMED, ExpenseStatus.APPROVED


@admin.register(Expense, site=pim_site)
class ExpenseAdmin(PimModelAdmin):
    see_permission = roles.SEE_VOLUNTEERS
    work_permission = roles.WORK_VOLUNTEERS
    list_display = ["who", "what", "amount", "spent_on", "state"]
    filters = ["status"]
    ordering = ["-claimed_at", "pk"]
    list_title = "Expenses"
    list_empty = "No expense has been sent in."

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("volunteer__site")

    def get_urls(self):
        """The months stand beside the records."""
        month, sheet = self._page(expense_months.month), self._page(expense_months.sheet)
        return [
            path(
                "month/<int:year>/<int:month>/",
                require_safe(month),
                name="volunteers_expenses_month",
            ),
            path(
                "month/<int:year>/<int:month>/sheet/",
                require_POST(sheet),
                name="volunteers_expenses_sheet",
            ),
            *super().get_urls(),
        ]

    def site_of(self, expense):
        return expense.volunteer.site

    def list_links(self, request):
        today = clock.today()
        month = reverse("admin:volunteers_expenses_month", args=[today.year, today.month])
        return [Link("Totals of a month", month)]

    @admin.display(description="Volunteer")
    def who(self, expense):
        return name_of(expense.volunteer)

    @admin.display(description="What")
    def what(self, expense):
        return panels.what_for(expense)

    @admin.display(description="Amount")
    def amount(self, expense):
        return money.pounds(expense.pence)

    @admin.display(description="Stands at")
    def state(self, expense):
        return panels.expense_tag(expense)

    def title(self, expense):
        return f"{name_of(expense.volunteer)}: {money.pounds(expense.pence)}"

    def panels(self, request, expense):
        return panels.of_expense(expense)

    # --- buttons ----------------------------------------------------------------------------
    @button("Approve it", when=stands_at(CLAIMED), style="primary", done="Approved.")
    def approve(self, expense, **asked):
        actions.approve_expense(expense=expense, **asked)

    @button(
        "Send it back",
        form=SendBackForm,
        when=stands_at(CLAIMED, APPROVED),
        done="She finds it on her page, with what you wrote.",
    )
    def send_back(self, expense, **asked):
        actions.send_expense_back(expense=expense, **asked)

    @button("It is paid", form=PaidForm, when=stands_at(APPROVED), style="primary", done="Paid.")
    def pay(self, expense, **asked):
        actions.pay_expense(expense=expense, **asked)
