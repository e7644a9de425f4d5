"""What an expense looks like to whoever decides about it."""

from collections.abc import Iterable

from django.urls import reverse

from pim.admin.panels import Link, Panel, Summary, Table, Tag, Words
from volunteers import money, queries
from volunteers.enums import ExpenseKind, ExpenseStatus
from volunteers.models import Expense
from volunteers.naming import name_of

COLOURS = {
    ExpenseStatus.CLAIMED: "blue",
    ExpenseStatus.APPROVED: "aqua-green",
    ExpenseStatus.PAID: "green",
    ExpenseStatus.SENT_BACK: "yellow",
}


def expense_tag(expense: Expense) -> Tag:
    return Tag(expense.get_status_display(), COLOURS[ExpenseStatus(expense.status)])


def what_for(expense: Expense) -> str:
    if expense.kind == ExpenseKind.MILEAGE:
        return f"{expense.miles:f} miles by car".replace(".0 ", " ")
    return expense.get_kind_display()


def of_expense(expense: Expense) -> list[Panel]:
    about = Summary(
        "What she sent in",
        [
            ("Volunteer", Link(name_of(expense.volunteer), _hers(expense))),
            ("What", what_for(expense)),
            ("Amount", money.pounds(expense.pence)),
            ("Day", expense.spent_on),
            ("Sent in", expense.claimed_at),
            ("Receipt", "Yes" if expense.has_receipt else "No"),
            ("Her note", expense.note),
            *([("Paid on", expense.paid_on)] if expense.paid_on else []),
        ],
    )
    return [about, *([Words("Why it was sent back", expense.answer)] if expense.answer else [])]


def _hers(expense: Expense) -> str:
    return reverse("admin:volunteers_volunteer_change", args=[expense.volunteer_id])


def expense_rows(expenses: Iterable[Expense]) -> list[tuple]:
    return [
        (
            expense.spent_on,
            Link(what_for(expense), reverse("admin:volunteers_expense_change", args=[expense.pk])),
            money.pounds(expense.pence),
            expense_tag(expense),
        )
        for expense in expenses
    ]


STANDING = (
    ExpenseStatus.CLAIMED,
    ExpenseStatus.APPROVED,
    ExpenseStatus.PAID,
    ExpenseStatus.SENT_BACK,
)


def month_table(lines: list[queries.MonthOfOne]) -> Table:
    """A line a volunteer, and all of them together."""
    rows = [(name_of(one.volunteer), *_amounts(one.pence), one.total) for one in lines]
    if lines:
        rows.append(("All of them", *(sum(column) for column in zip(*_figures(rows), strict=True))))
    return Table(
        "By volunteer",
        ["Volunteer", *(status.label for status in STANDING), "To pay or paid"],
        [(name, *(money.pounds(pence) for pence in amounts)) for name, *amounts in rows],
        empty="Nothing was spent in this month.",
    )


def _amounts(pence: dict[str, int]) -> list[int]:
    return [pence.get(status, 0) for status in STANDING]


def _figures(rows: list[tuple]) -> list[tuple]:
    return [amounts for _, *amounts in rows]
